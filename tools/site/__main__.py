"""Writes the pages of the site, as Markdown, and the configuration that MkDocs makes a site of.

    /usr/bin/python3 -m tools.site FOLDER

FOLDER is made anew. script/docs calls it, and MkDocs then.
"""

import json
import os
import pathlib
import shutil
import sys

from tools.site import assembly, headers, navigation
from tools.site.pages import ROOT


def write(folder: pathlib.Path):
    shutil.rmtree(folder, ignore_errors=True)
    public = headers.read()
    site = assembly.pages(public)
    for path, text in site.pages.items():
        (folder / "pages" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "pages" / path).write_text(text)
    for document, path in site.documents.items():
        if document.suffix != ".md":
            shutil.copy(ROOT / document, folder / "pages" / path)
    for file in "site.css", "iframe-worker.js":
        shutil.copy(ROOT / "tools/site" / file, folder / "pages" / file)
    (folder / "mkdocs.yml").write_text(json.dumps({
        "INHERIT": os.path.relpath(ROOT / "tools/site/mkdocs.yml", folder),
        "docs_dir": "pages", "nav": navigation.navigation(site, public)}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]).resolve())
