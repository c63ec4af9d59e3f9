"""The order of the pages: that of the links in each folder's overview."""

import pathlib
import re

from tools.site.headers import Header
from tools.site.pages import ROOT, Site
from tools.site.reference import FOLDERS, folder_of, page_of, title

# Title, and pages or folders below docs/ or the site's.
TABS = [
    ("Start", ["index.md", "why.md", "quickstart.md", "tutorial/", "documents.md"]),
    ("Patterns", ["patterns/"]),
    ("API", ["api/"]),
    ("Reference", ["reference/"]),
    ("Frameworks", ["frameworks/"]),
    ("Background", ["flask-compatibility.md", "platforms.md", "security.md", "session-policy.md", "performance.md",
                    "architecture.md", "decisions/", "changelog.md", "contributing.md", "reporting.md"]),
]
FOLDER_TITLES = {"tutorial/": "Tutorial", "decisions/": "Decisions"}


def overview_of(folder: pathlib.Path) -> pathlib.Path:
    """docs/tutorial.md of docs/tutorial, and README.md of others."""
    beside = folder.with_suffix(".md")
    return beside if beside.exists() else folder / "README.md"


def folder(site: Site, name: str) -> list[str]:
    """The overview of a folder and the pages in it that it links to, in their order."""
    links = re.findall(rf"\]\((?:\.\./)+({name}[\w.-]+\.md)", site.pages[name + "README.md"])
    return list(dict.fromkeys([name + "README.md", *links]))


def reference(headers: list[Header]) -> list:
    entries: list = ["reference/README.md"]
    for part, (name, _) in FOLDERS.items():
        pages = [{title(one): page_of(one)} for one in sorted(headers, key=title) if folder_of(one) == part]
        if pages:
            entries.append({name: pages})
    return entries


def navigation(site: Site, headers: list[Header]) -> list:
    tabs = []
    for tab, entries in TABS:
        pages: list = []
        for entry in entries:
            if entry == "reference/":
                pages += reference(headers)
            elif entry.endswith("/"):
                below = folder(site, entry)
                pages += [{FOLDER_TITLES[entry]: below}] if entry in FOLDER_TITLES else below
            elif entry in site.pages:
                pages.append({"costrel": entry} if entry == "index.md" else entry)
        tabs.append({tab: pages})
    return tabs


def guides() -> dict[str, str]:
    """The page of docs/api that describes a header, by what is included, as its overview says."""
    found = {}
    for page, headers in re.findall(r"^\| \[[^]]*\]\((\S+\.md)\) \| (.*?) \|", (ROOT / "docs/api/README.md").read_text(),
                                    re.MULTILINE):
        for name in re.findall(r"`([\w/*]+\.hpp)`", headers):
            for header in sorted((ROOT / "include/costrel").glob(name)):
                for one in {header, *short_for(header)}:
                    found[str(one.relative_to(ROOT / "include"))] = f"api/{page}"
    return found


def short_for(header: pathlib.Path) -> list[pathlib.Path]:
    """What a header stands for that has nothing but includes."""
    lines = [line for line in header.read_text().splitlines() if line and line != "#pragma once"]
    names = [match[1] for line in lines if (match := re.fullmatch(r"#include <(costrel/.*)>", line))]
    return [ROOT / "include" / name for name in names] if len(names) == len(lines) else []


def unlisted() -> list[str]:
    """The pages that the overview of their folder does not link to."""
    missing = []
    for here in sorted({page.parent for page in (ROOT / "docs").rglob("*.md")} - {ROOT / "docs"}):
        overview = overview_of(here)
        text = overview.read_text() if overview.exists() else ""
        prefix = "" if overview.parent == here else here.name + "/"
        missing += [str(page.relative_to(ROOT)) for page in sorted(here.glob("*.md"))
                    if page != overview and f"]({prefix}{page.name}" not in text]
    return missing
