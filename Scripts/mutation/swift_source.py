"""Builds every mutant of a rule's functions into its Swift source, each behind a switch.

`let a = E` becomes `var a₁ = E; if isMutant(7) { a₁ = E′ }; let a = a₁`, and any other statement
`if isMutant(8) { S′ } else { S }`. Each mutant stands on a line of its own, so that the compiler's
complaint of one that is no program names it.
"""
import re

from expressions import changed, closing, tokens

FUNCTION = re.compile(r"\b(?:func (?P<name>\S+?)[(<]|var (?P<property>\w+): [\w.?]+ \{)")
DECLARATION = re.compile(r"^(let|var) (\([^)]*\)|\w+)(: [^=]+?)? =\s+(.*)$", re.S)
ASSIGNMENT = re.compile(r"^([\w.?]+(?:\[[^\]]*\])*(?:\.\w+)?|\(.*?\)) ([-+*/]?=)\s+(.*)$", re.S)
BLOCK = re.compile(r"^(if|for|while|guard|func|do|switch|else|defer|@)\b")
UNTOUCHED = re.compile(r"^(precondition|return ended|throw|break|continue|case |default:|nonisolated)|parameter\.sweep\(|\.take\(\)|DispatchQueue")


class SwiftSource:
    def __init__(self, text, number, skipped=()):
        """`number(before, after)` is asked for the next mutant's number."""
        self.number, self.temporaries, self.empty = number, 0, set()
        text = re.sub(r"^\s*//.*\n", "", text, flags=re.M)
        output, position = [], 0
        for match in FUNCTION.finditer(text):
            name = match["name"] or match["property"]
            if match.start() < position or name in skipped or name in ("init", "conflict", "description"): continue
            line = text[text.rfind("\n", 0, match.start()) + 1:match.end()]
            if match["property"] and "public" in line: continue
            opening = body_start(text, match.start())
            if opening is None: continue
            end = matching(text, opening)
            body = text[opening + 1:end]
            output += [text[position:opening + 1], "\n", self.block(body, returns="->" in text[match.start():opening] or match["property"]), "\n"]
            position = end
        self.text = "".join(output) + text[position:]

    # MARK: Statements

    def block(self, body, returns=False):
        parts = statements(body)
        if returns and len(parts) == 1 and not BLOCK.match(parts[0]) and not parts[0].startswith("return "):
            parts = ["return " + parts[0]]
        return "\n".join(self.statement(part) for part in parts)

    def statement(self, text):
        if UNTOUCHED.search(text): return text
        if text.startswith("return switch"): return self.switch(text)
        opening = block_opening(text)
        if opening is not None: return self.compound(text, opening)
        match = DECLARATION.match(text)
        if match: return self.declaration(text, *match.groups())
        if text.startswith(("let ", "var ", "struct ", "typealias ")):
            # Declared without a value, which must be given on every way.
            self.empty.update(re.findall(r"^(?:let|var) (\w+): ", text))
            return text
        if text.startswith("return "):
            lines = [f"if isMutant({self.number(a, b)}) {{ return {one_line(v)} }}" for v, (a, b) in whole(text[7:])]
            return "\n".join(lines + [text])
        match = ASSIGNMENT.match(text)
        lines = []
        if match:
            target, operator, value = match.groups()
            a = one_line(text)
            if target not in self.empty: lines.append(f"if isMutant({self.number(a, 'nothing')}) {{}}")
            for v, (a, b) in whole(value):
                lines.append(f"if isMutant({self.number(a, b)}) {{ {target} {operator} {one_line(v)} }}")
            if operator != "=":
                for other in ["=", {"+=": "-=", "-=": "+="}.get(operator)]:
                    if other:
                        number = self.number(f"{target} {operator}", f"{target} {other}")
                        lines.append(f"if isMutant({number}) {{ {target} {other} {one_line(value)} }}")
        elif "(" in text and text != "return":
            lines.append(f"if isMutant({self.number(one_line(text), 'nothing')}) {{}}")
        if not lines: return text
        return "\nelse ".join(lines + [f"{{ {text} }}"])

    def declaration(self, text, kind, pattern, annotation, value):
        closure = re.match(r"^\{ (\([^)]*\) in) (.*) \}$", value.strip(), re.S)
        # In a variable it would escape.
        if closure: return f"{kind} {pattern} = {{ {closure.group(1)} {self.inline(closure.group(2))} }}"
        found = list(whole(value))
        if not found: return text
        self.temporaries += 1
        name = f"mutable{self.temporaries}"
        lines = [f"var {name}{annotation or ''} = {value}"]
        for v, (a, b) in found:
            lines.append(f"if isMutant({self.number(a, b)}) {{ {name} = {one_line(v)} }}")
        return "\n".join(lines + [f"{kind} {pattern} = {name}"])

    def compound(self, text, opening):
        """What has a body: its condition changes in place, its body statement by statement."""
        end = matching(text, opening)
        header, body, rest = text[:opening], text[opening + 1:end], text[end + 1:]
        lead = re.match(r"^(\s*(?:\w+(?:, \w+)*|\([^)]*\))(?: -> \w+)? in\b|\s*\(\w+\) throws in\b)", body)
        parameters = lead.group() if lead else ""
        body = body[len(parameters):]
        header = self.header(header)
        is_value = header.lstrip().startswith("func ") and "->" in header
        is_value = is_value or not BLOCK.match(header) and lead is not None
        if text.startswith("switch") : return header + "{" + body + "}" + rest
        result = header + "{" + parameters + "\n" + self.block(body, returns=is_value) + "\n}"
        rest_opening = block_opening(rest.strip()) if rest.strip().startswith(("else", "catch")) else None
        if rest_opening is not None:
            stripped = rest.strip()
            if stripped.startswith("catch"):
                return result + " " + self.compound(stripped, rest_opening)
            tail = self.compound(stripped[5:], rest_opening - 5) if stripped.startswith("else if") else None
            if tail is None:
                end = matching(stripped, rest_opening)
                tail = "{\n" + self.block(stripped[rest_opening + 1:end]) + "\n}" + stripped[end + 1:]
            return result + " else " + tail
        return result + rest

    def header(self, text):
        match = re.match(r"^(if|while|guard) (.*?)( else)?\s*$", text, re.S)
        if not match or match.group(2) == "true": return text
        keyword, conditions, end = match.groups()
        parts = []
        for part in split(conditions):
            if part.startswith(("let ", "var ", "case ")): parts.append(part)
            else: parts.append(self.inline(part))
        return f"{keyword} {', '.join(parts)}{end or ''} "

    def inline(self, text):
        """An expression with its variants in place."""
        result = text
        for v, (a, b) in changed(text):
            result = f"mutant({self.number(a, b)}, {one_line(v)}, {result})"
        return result

    def switch(self, text):
        def case(match):
            return match.group(1) + self.inline(match.group(2))
        return re.sub(r"(case [^:]+: )(.+)", case, text)


def whole(value):
    """The variants of an expression, its opposite and those of the arguments of a kernel's struct."""
    yield from changed(value)
    simple = value.strip()
    match = re.match(r"^dk_\w+\(", simple)
    if match:
        inside = simple[match.end():-1]
        for label, argument in re.findall(r"(\w+): ([\w().]+)(?=,|$)", inside):
            if label.startswith(("is", "has")) or label in ("amsgrad", "nesterov"): continue
            old, new = f"{label}: {argument}", f"{label}: -({argument})"
            yield value.replace(old, new), (old, new)
    elif not re.match(r"^-|^\[|^\{|^[.\w]+$|^\(.*,.*\)$|.*[{]|^(!|.*(==|!=|<|>|&&|\|\|))", simple, re.S):
        yield f"-({one_line(simple)})", (one_line(simple), f"-({one_line(simple)})")


def without(text, numbers):
    """The source without some of its mutants, which are no programs."""
    for number in numbers:
        start = text.find(f"isMutant({number}) {{")
        if start >= 0:
            opening = text.index("{", start)
            # Never alive, but it must not fall through where a variable gets its first value.
            text = text[:opening] + "{ fatalError() }" + text[matching(text, opening) + 1:]
            continue
        start = text.find(f"mutant({number}, ")
        if start < 0: continue
        opening = start + len("mutant")
        end = matching(text, opening)
        text = text[:start] + "(" + split(text[opening + 1:end])[2] + ")" + text[end + 1:]
    return text


def one_line(text):
    return " ".join(text.split())


def split(text):
    cuts = [t for t in tokens(text) if t.text == "," and t.depth == 0]
    starts = [0] + [t.end for t in cuts]
    return [text[a:b].strip() for a, b in zip(starts, [t.start for t in cuts] + [len(text)])]


def matching(text, opening):
    """Where what opens here closes."""
    found = tokens(text[opening:])
    return opening + found[closing(found, 0)].start


def body_start(text, start):
    """The brace that opens the body of the function that begins here; None if it has none."""
    depth = 0
    for token in tokens(text[start:start + 2000]):
        if token.text == "{" and token.depth == 0: return start + token.start
        if token.text == "}" and token.depth <= 0: return None
    return None


def block_opening(text):
    """The brace at which a statement's body begins: after a keyword, or at the end of a line."""
    for token in tokens(text):
        if token.text == "{" and token.depth == 0:
            if BLOCK.match(text) or text.startswith("catch"): return token.start
            if re.match(r"\{( [^\n{}]*\bin)?\s*\n", text[token.start:]): return token.start
    return None


def statements(body):
    """The statements of a body, each with the lines that go on from it."""
    parts, current, depth = [], "", 0
    for line in body.split("\n"):
        stripped = line.strip()
        if not stripped: continue
        goes_on = current and (
            depth > 0 or re.match(r"^([-+*/?:.]|&&|\|\||==|\)|\}|\{|!=|<|>|where\b)", stripped)
            or re.search(r"(=|,|\bif|\bguard|\bwhile|\breturn|&&|\|\||:)$", current.rstrip()))
        if goes_on: current += "\n" + line
        else:
            if current: parts.append(current.strip())
            current = line
        found = tokens(line)
        depth += sum(t.text in "([{" for t in found) - sum(t.text in ")]}" for t in found)
    if current: parts.append(current.strip())
    return parts
