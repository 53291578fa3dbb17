#!/usr/bin/env python3
"""Fails where docc had to place pages by itself: unlisted-pages.py ARCHIVE…

Every article and every symbol at the top of a library stands under a heading that a person wrote.
"""
import json
import pathlib
import sys

failed = False
for archive in map(pathlib.Path, sys.argv[1:]):
    for path in sorted((archive / "data/documentation").glob("*.json")):
        page = json.loads(path.read_text())
        for section in page.get("topicSections", []):
            if not section.get("generated"):
                continue
            for identifier in section["identifiers"]:
                failed = True
                title = page["references"][identifier]["title"]
                print(f"{path.stem}: no heading lists {title} (docc put it under {section['title']})")
sys.exit(failed)
