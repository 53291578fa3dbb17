#!/usr/bin/env python3
"""Writes a test for every article and doc comment with Swift in it, which compiles and runs it.

    Scripts/snippets.py           writes Tests/DescentTests/Snippets
    Scripts/snippets.py --check   fails if what is there is not what would be written

The fenced blocks of an article that say `swift` run in one scope, in their order; those of a source's
doc comments in a scope for each comment. A line `print(x)  // 3017` becomes the check that 3017 is
printed; `// about 0.18` that the number is within a quarter. Other prints are run and not compared.

A comment before a block, which no reader sees, says otherwise:

    <!-- snippet: skip -->            a fragment, not run
    <!-- snippet: file -->            declarations for the whole file
    <!-- snippet: replace A B -->     in the test of this page, B stands for A
    <!-- snippet: draw F FILE -->     the figure F is written to FILE where DESCENT_WRITE_FIGURES is set
"""
import difflib
import pathlib
import re
import shutil
import sys

root = pathlib.Path(__file__).resolve().parent.parent
folder = root / "Tests/DescentTests/Snippets"

FENCE = re.compile(r"^```(\w*)\s*$")
DIRECTIVE = re.compile(r"^<!-- snippet: (.*) -->$")
PRINT = re.compile(r"^(\s*)print\((.*)\)(?:\s*//\s?(.*))?$")
NAMES = re.compile(r"^(?:let|var) (?:\(([^)]*)\)|(\w+))")


class Page:
    """The blocks of one page, by what is done with them."""

    def __init__(self, lines, where):
        self.blocks, self.toplevel, self.imports = [], [], set()
        replacements, directive, block, kind = [], None, None, None
        for number, line in enumerate(lines, 1):
            if block is not None:
                if line.startswith("```"):
                    self.add(block, kind, directive)
                    block, directive = None, None
                else:
                    block.append(line)
                continue
            fence, said = FENCE.match(line), DIRECTIVE.match(line.strip())
            if fence:
                block, kind = [], fence.group(1)
            elif said and said.group(1).startswith("replace "):
                _, old, new = said.group(1).split(" ", 2)
                replacements.append((old, new))
            elif said:
                directive = said.group(1)
                if directive not in ("skip", "file") and not directive.startswith("draw "):
                    sys.exit(f"{where}:{number}: no such snippet directive: {directive}")
            elif line.strip():
                directive = None
        if block is not None:
            sys.exit(f"{where}: a block is not closed")
        for old, new in replacements:
            if not any(old in line for lines in self.blocks for line in lines):
                sys.exit(f"{where}: nothing to replace: {old}")
            self.blocks = [[line.replace(old, new) for line in lines] for lines in self.blocks]

    def add(self, block, kind, directive):
        if kind != "swift" or directive == "skip":
            return
        for line in block:
            if line.startswith("import "):
                self.imports.add(line.split()[1])
        block = [line for line in block if not line.startswith("import ")]
        while block and not block[0].strip():
            block = block[1:]
        if (directive or "").startswith("draw "):
            _, figure, file = directive.split(" ")
            block.append(f'try draw({figure}, "{file}")')
        (self.toplevel if directive == "file" else self.blocks).append(block)


def checked(line):
    """A line of a snippet as the test has it."""
    match = PRINT.match(line)
    if not match:
        return line
    indent, arguments, comment = match.groups()
    if not comment:
        return f"{indent}_ = printed({arguments})"
    about = re.match(r"about ([\d.e-]+)", comment)
    if about:
        return f"{indent}expectAbout({about.group(1).rstrip('.')}, {arguments})"
    text = comment.strip().replace("\\", "\\\\").replace('"', '\\"')
    return f'{indent}expectPrinted("{text}", {arguments})'


def scope(blocks):
    """The lines of some blocks, and that every name in them is used."""
    lines = [checked(line) for block in blocks for line in block]
    text = "\n".join(lines)
    unused = []
    for line in lines:
        match = NAMES.match(line)
        names = re.split(r"[,\s]+", match.group(1) or match.group(2)) if match else []
        for name in names:
            if name and name != "_" and len(re.findall(rf"\b{name}\b", text)) == 1:
                unused.append(name)
    return lines + [f"_ = {name}" for name in unused]


def indented(lines, depth):
    return [" " * depth + line if line else "" for line in lines]


def render(name, source, pages):
    """A test file of one or more scopes."""
    imports = {"Testing"}
    for _, page in pages:
        for module in page.imports or {"Descent"}:
            library = module.startswith("Descent") and module != "DescentPlots"
            imports.add("Descent" if library else module)
    out = ["// swift-format-ignore-file", f"// Written by Scripts/snippets.py from {source}."]
    out += [f"import {module}" for module in sorted(imports)] + [""]
    for _, page in pages:
        for block in page.toplevel:
            out += block + [""]
    out += [f"@Suite struct {name}Snippets {{"]
    for title, page in pages:
        out += [f"  @Test func {title}() throws {{"]
        out += indented(scope(page.blocks), 4)
        out += ["  }"]
    return "\n".join(out + ["}"]) + "\n"


def identifier(text):
    return re.sub(r"\W", "", text)


def articles():
    """Every page with Swift in it, by the name of its test."""
    pages = [root / "README.md"] + sorted(root.glob("Sources/*/*.docc/**/*.md"))
    for path in pages:
        page = Page(path.read_text().split("\n"), path)
        if page.blocks or page.toplevel:
            yield path, [("runs", page)]


def comments():
    """Every source whose doc comments have fenced Swift in them."""
    for path in sorted(root.glob("Sources/*/**/*.swift")):
        text = path.read_text()
        if "/// ```swift" not in text:
            continue
        found, lines = [], []
        for line in text.split("\n") + [""]:
            comment = re.match(r"^\s*///( ?)(.*)$", line)
            if comment:
                lines.append(comment.group(2))
            elif lines:
                page = Page(lines, path)
                if page.blocks:
                    found.append((f"comment{len(found) + 1}", page))
                lines = []
        if found:
            yield path, found


def files():
    """What the folder is to hold."""
    out = {}
    for path, pages in list(articles()) + list(comments()):
        name = identifier(path.stem[:1].upper() + path.stem[1:])
        if path.suffix == ".swift":
            name += "Comments"
        elif path.parent.suffix == ".docc" and path.stem == path.parent.stem:
            name += "Landing"
        if f"{name}.swift" in out:
            sys.exit(f"two pages would be tested in {name}.swift")
        out[f"{name}.swift"] = render(name, path.relative_to(root), pages)
    return out


def main():
    wanted = files()
    present = {path.name: path.read_text() for path in folder.glob("*.swift")}
    if sys.argv[1:] == ["--check"]:
        wrong = sorted(n for n in wanted.keys() | present.keys() if wanted.get(n) != present.get(n))
        for name in wrong:
            print(f"Snippets/{name} is not what its page says; run Scripts/snippets.py")
            there = present.get(name, "").split("\n")
            said = wanted.get(name, "").split("\n")
            print("\n".join(list(difflib.unified_diff(there, said, lineterm=""))[:20]))
        sys.exit(1 if wrong else 0)
    if sys.argv[1:]:
        sys.exit(f"snippets.py: expected --check or nothing, got {' '.join(sys.argv[1:])}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in wanted.items():
        (folder / name).write_text(text)
    blocks = sum(len(p.blocks) + len(p.toplevel) for _, ps in list(articles()) + list(comments()) for _, p in ps)
    print(f"{len(wanted)} files, {blocks} snippets")


main()
