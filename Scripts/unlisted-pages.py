#!/usr/bin/env python3
"""Fails where docc had to place pages by itself: unlisted-pages.py ARCHIVE…

Every article and every symbol at the top of a library stands under a heading that a person wrote, and so
does every member of a type whose page has such headings, but for operators, subscripts and what docc
makes of conformances.
"""
import json
import pathlib
import sys

failed = False
by_itself = {"Operators", "Subscripts", "Default Implementations"}
for archive in map(pathlib.Path, sys.argv[1:]):
    root = archive / "data/documentation"
    for path in sorted(root.glob("**/*.json")):
        page = json.loads(path.read_text())
        sections = page.get("topicSections", [])
        if path.parent != root and all(section.get("generated") for section in sections):
            continue
        for section in sections:
            if not section.get("generated") or section["title"] in by_itself:
                continue
            for identifier in section["identifiers"]:
                failed = True
                title = page["references"][identifier]["title"]
                print(f"{path.stem}: no heading lists {title} (docc put it under {section['title']})")
sys.exit(failed)
