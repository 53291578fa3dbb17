"""Every way to leave one term out of an expression, or to turn it around.

Works on the text of C and of Swift as this repository formats them: a binary operator has space on
both sides, a sign has none behind it.
"""
import re

TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"'
    r"|(?:0x)?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w])"
    r"|\\?[^\W\d]\w*|\$\d"
    r"|[<>=!&|+*/?.~^%-]+|[()\[\]{},;:]|\S")
OPENING, CLOSING = "([{", ")]}"
PRECEDENCE = {
    "=": 0, "+=": 0, "-=": 0, "*=": 0, "?": 1, ":": 1, "||": 2, "&&": 3,
    "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "??": 5,
    "+": 6, "-": 6, "*": 7, "/": 7, "%": 7,
}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
WORDS = {"return", "let", "var", "in", "where", "try", "else", "throw", "case"}
# What a call is replaced by: one of its arguments, counted from 0; or a text.
CALLS = {
    "pow": [0], "power": [0], "dk_power": [0], "min": [0, 1], "max": [0, 1], "lerp": [0, 1],
    "lerp_##s": [0, 1], "lerp_##suffix": [0, 1], "__builtin_elementwise_sqrt": [0],
    "__builtin_elementwise_abs": [0], "biasCorrection": ["1.0"], "exponential": [0],
    "logarithm": [0], "debiased": [0], "abs": [0], "Float": [0],
    "dk_atan2_##s": [0],
}
METHODS = {"squareRoot", "sqrt", "abs", "squared", "clamped", "lerp", "roundedToBFloat16", "transposed"}


class Token:
    def __init__(self, text, start, end, depth, binary):
        self.text, self.start, self.end = text, start, end
        self.depth, self.binary = depth, binary


def tokens(text):
    found, depth = [], 0
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        # A macro's pasted name is one word: lerp_##s.
        match = re.compile(r"[A-Za-z_]\w*_##\w+").match(text, position) or TOKEN.match(text, position)
        word, start, end = match.group(), match.start(), match.end()
        if word[0] in CLOSING: depth -= 1
        spaced = start > 0 and text[start - 1].isspace() and end < len(text) and text[end].isspace()
        if set(word) <= set("<>=!&|+*/?.~^%-") and not (spaced and word in PRECEDENCE):
            # Signs and postfix marks stand alone.
            end, word = start + 1, word[0]
            if text.startswith("...", start) or text.startswith("..<", start): end, word = start + 3, text[start:start + 3]
        binary = spaced and word in PRECEDENCE
        found.append(Token(word, start, end, depth, binary))
        if word in OPENING: depth += 1
        position = end
    return found


def is_end(token, depth, precedence):
    """Whether an operand of an operator of this precedence ends before this token."""
    if token.depth < depth or (token.text in CLOSING and token.depth == depth - 1): return True
    if token.depth > depth: return False
    if token.text in (",", ";") or token.text in WORDS: return True
    if token.text == ":" and not token.binary: return True
    return token.binary and PRECEDENCE[token.text] <= precedence


def left(all_tokens, k, precedence):
    """Where the operand to the left of token k begins."""
    depth, i = all_tokens[k].depth, k - 1
    while i >= 0 and not is_end(all_tokens[i], depth, precedence): i -= 1
    return all_tokens[i + 1].start


def right(all_tokens, k, precedence):
    """Where the operand to the right of token k ends."""
    depth, i = all_tokens[k].depth, k + 1
    while i < len(all_tokens) and not is_end(all_tokens[i], depth, precedence):
        # `{` opens a body unless it is inside of parentheses.
        if all_tokens[i].text == "{" and all_tokens[i].depth == depth == 0: break
        i += 1
    return all_tokens[i - 1].end


def closing(all_tokens, k):
    """The token that closes what token k opens."""
    depth = all_tokens[k].depth
    return next(i for i in range(k + 1, len(all_tokens)) if all_tokens[i].depth == depth)


def arguments(text, all_tokens, k):
    """The texts of a call's arguments, whose parenthesis is token k, without their labels."""
    end, starts = closing(all_tokens, k), [all_tokens[k].end]
    cuts = [t for t in all_tokens[k + 1:end] if t.text == "," and t.depth == all_tokens[k].depth + 1]
    starts += [t.end for t in cuts]
    ends = [t.start for t in cuts] + [all_tokens[end].start]
    parts = [text[a:b].strip() for a, b in zip(starts, ends)]
    return [re.sub(r"^\w+: ", "", part) for part in parts if part]


def variants(text):
    """All (start, end, replacement) that change one term of an expression."""
    found, all_tokens = [], tokens(text)
    for k, token in enumerate(all_tokens):
        word = token.text
        if token.binary and word in OPPOSITE:
            found.append((token.start, token.end, OPPOSITE[word]))
        if token.binary and word in ("+=", "-="):
            found.append((token.start, token.end, "-=" if word == "+=" else "+="))
            found.append((token.start, token.end, "="))
        if token.binary and word == "*=":
            found.append((token.start, token.end, "="))
        if token.binary and word in "+-*/":
            level = PRECEDENCE[word]
            a, b = left(all_tokens, k, level), right(all_tokens, k, level)
            # `a` is where the last operand begins; a chain's others went with their own operators.
            before, after = text[a:token.start].rstrip(), text[token.end:b].strip()
            previous = next((t for t in reversed(all_tokens[:k]) if t.start < a), None)
            is_first = not (
                previous and previous.binary and previous.depth == token.depth
                and PRECEDENCE[previous.text] == level)
            if word in "+-":
                found.append((token.start, token.end, "-" if word == "+" else "+"))
            found.append((a + len(before), b, ""))
            if is_first:
                rest = {"-": f"-({after})", "/": f"1 / {after}"}.get(word, after)
                found.append((a, b, rest))
        if token.binary and word in ("&&", "||"):
            a, b = left(all_tokens, k, PRECEDENCE[word]), right(all_tokens, k, PRECEDENCE[word])
            found.append((a, b, text[a:token.start].strip()))
            found.append((a, b, text[token.end:b].strip()))
        if token.binary and word == "?":
            colon = next((
                i for i in range(k + 1, len(all_tokens))
                if all_tokens[i].text == ":" and all_tokens[i].binary
                and all_tokens[i].depth == token.depth), None)
            # In a chain the first colon is the first question's.
            if colon is not None:
                a, b = left(all_tokens, k, 1), right(all_tokens, colon, 0)
                found.append((a, b, text[token.end:all_tokens[colon].start].strip()))
                found.append((a, b, text[all_tokens[colon].end:b].strip()))
        if word in "-!" and not token.binary and not (word == "!" and k and text[token.start - 1] not in " ("):
            found.append((token.start, token.end, ""))
        if word in CALLS and k + 1 < len(all_tokens) and all_tokens[k + 1].text == "(":
            start = token.start
            is_method = k > 0 and all_tokens[k - 1].text == "."
            if is_method: start = None
            end = all_tokens[closing(all_tokens, k + 1)].end
            parts = arguments(text, all_tokens, k + 1)
            for choice in CALLS[word] if start is not None and parts else []:
                if isinstance(choice, str): found.append((start, end, choice))
                elif choice < len(parts): found.append((start, end, f"({parts[choice]})"))
        if word in METHODS and k > 0 and all_tokens[k - 1].text == ".":
            end = token.end
            if k + 1 < len(all_tokens) and all_tokens[k + 1].text == "(" and all_tokens[k + 1].start == end:
                end = all_tokens[closing(all_tokens, k + 1)].end
            found.append((all_tokens[k - 1].start, end, ""))
        if re.fullmatch(r"\d[\d._eE-]*", word) and float(word.replace("_", "")) not in (0, 1):
            is_index = k > 0 and all_tokens[k - 1].text == ":" and all_tokens[k - 2].text in ("slot", "shared", "axis", "numberInSlot")
            if not is_index: found.append((token.start, token.end, f"({word} * 2)"))
    seen, unique = {text}, []
    for start, end, replacement in found:
        changed = text[:start] + replacement + text[end:]
        if changed not in seen:
            seen.add(changed)
            unique.append((start, end, replacement))
    return unique


def changed(text):
    """Each variant of an expression as a whole, with what it changes and into what."""
    for start, end, replacement in variants(text):
        # Enough of the surroundings to see what it is.
        yield text[:start] + replacement + text[end:], describe(text, start, end, replacement)


def describe(text, start, end, replacement):
    short = lambda s: " ".join(s.split())
    a, b = max(0, start - 24), min(len(text), end + 12)
    return short(text[a:b]), short(text[a:start] + replacement + text[end:b])
