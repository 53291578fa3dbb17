"""Builds every mutant of a kernel into its source, each behind a switch.

A kernel here is a macro, one statement a line. `T a = E;` becomes `T a = DK_MUTANT(7) ? (E') : (E);`.
"""
import re

from expressions import changed, tokens

SKIPPED = re.compile(
    r"\s*(INLINE|KERNEL|RULE|FORMS|#|if \(AMSGRAD\) FETCH|FETCH|VECTORIZE|for|T \*restrict|const T \*restrict|size_t|return;|/\*|//)")
CONDITION = re.compile(r"if \(((?:[^()]|\([^()]*\))*)\)")


def whole(expression, is_condition=False):
    """The variants of an expression and, at last, its opposite."""
    yield from changed(expression)
    simple = expression.strip()
    if is_condition:
        # The opposite of a comparison is among the variants.
        if re.fullmatch(r"[\w.]+", simple): yield f"!{simple}", (simple, f"!{simple}")
    elif not re.search(r"^(\(T\))?-", simple):
        yield f"-({simple})", (simple, f"-({simple})")


class CSource:
    def __init__(self, text, number):
        """`number(before, after)` is asked for the next mutant's number."""
        self.number = number
        lines, inside, output = text.split("\n"), False, []
        for line in lines:
            if line.startswith("#define") or line.lstrip().startswith(("INLINE", "KERNEL")): inside = True
            output.append(self.line(line) if inside else line)
            if not line.endswith("\\"): inside = False
        self.text = "\n".join(output)

    def expression(self, text, is_condition=False):
        result = f"({text})"
        for variant, (before, after) in whole(text, is_condition):
            result = f"DK_MUTANT({self.number(before, after)}) ? ({variant}) : {result}"
        return f"({result})"

    def line(self, line):
        # What is asked of the memory ahead of time changes no number.
        if SKIPPED.match(line) or "AHEAD" in line: return line
        ending = " \\" if line.endswith("\\") else ""
        body = re.sub(r"/\*.*?\*/", "", line[:-1] if ending else line)
        # A line that chooses a loop: only its conditions change.
        if "_LOOP" in body or re.match(r"\s*(} )?else", body):
            return CONDITION.sub(lambda match: f"if ({self.expression(match.group(1), True)})", body) + ending
        return self.statements(body) + ending

    def statements(self, body):
        pieces = re.split(r"(;)", body)
        return "".join(piece if piece == ";" else self.statement(piece) for piece in pieces)

    def statement(self, text):
        match = re.match(r"^(\s*)" + CONDITION.pattern + r"(\s*\{?\s*)(.*)$", text, re.S)
        if match:
            lead, condition, blank, rest = match.groups()
            # A macro's parameter is 0 or 1 where it is used.
            if not condition.isupper(): condition = self.expression(condition, True)
            return f"{lead}if ({condition}){blank}{self.statement(rest)}"
        match = re.match(r"^(\s*)((?:const )?(?:T|int|double) )(.*)$", text, re.S)
        if match:
            lead, kind, rest = match.groups()
            return lead + kind + ", ".join(self.declarator(part, "int" in kind) for part in split(rest))
        match = re.match(r"^(\s*)return (.*)$", text, re.S)
        if match: return f"{match.group(1)}return {self.expression(match.group(2))}"
        match = re.match(r"^(\s*)([\w>.-]+(?:\[[^\]]*\])?) = (.*)$", text, re.S)
        if match:
            lead, target, value = match.groups()
            without = self.number(f"{target} = {value}", "nothing")
            return f"{lead}if (!DK_MUTANT({without})) {target} = {self.expression(value)}"
        return text

    def declarator(self, text, is_condition):
        # A pointer, or an array without a value, is no number.
        match = re.match(r"^\s*(\w+) = (.*)$", text, re.S)
        if not match: return text
        name, value = match.groups()
        # What only passes a coefficient on changes with the coefficient.
        if re.fullmatch(r"\(T\)c\.\w+|c\.\w+", value): return f"{name} = {value}"
        return f"{name} = {self.expression(value, is_condition)}"


def split(text):
    """The parts between commas outside of parentheses."""
    cuts = [t for t in tokens(text) if t.text == "," and t.depth == 0]
    starts = [0] + [t.end for t in cuts]
    return [text[a:b] for a, b in zip(starts, [t.start for t in cuts] + [len(text)])]
