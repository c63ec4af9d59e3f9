"""The documents as pages of the site: links that lead out of docs/ lead to pages that show those files."""

import pathlib
import re
import shutil
import subprocess

from tools.site.names import Names, relative

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"(\[(?:[^\]\[]|\[[^\]]*\])*\])\((?!https?://|mailto:)([^)#\s]*)(#[^)\s]*)?\)")
FENCE = re.compile(r"^ *(`{3,}|~{3,})")
LANGUAGES = {".cpp": "cpp", ".hpp": "cpp", ".py": "python", ".mjs": "javascript", ".js": "javascript", ".json": "json",
             ".txt": "text", ".html": "html+jinja", ".css": "css", ".sql": "sql", ".yml": "yaml", ".cmake": "cmake",
             ".conf": "nginx", ".service": "ini", ".socket": "ini", ".md": "markdown", ".sh": "bash"}
NAMED = {"CMakeLists.txt": "cmake"}
MOVED = {"README.md": "index.md", "docs/README.md": "documents.md", "docs/tutorial.md": "tutorial/README.md"}


def documents() -> list[pathlib.Path]:
    """What is written by hand, below the project: Markdown and its pictures."""
    return [path.relative_to(ROOT) for path in
            (*sorted(ROOT.glob("*.md")), *sorted(path for path in (ROOT / "docs").rglob("*")
                                                 if path.suffix in (".md", ".svg", ".png")))]


def site_path(document: pathlib.Path) -> str:
    name = document.as_posix()
    return MOVED.get(name) or name.removeprefix("docs/").replace("CHANGELOG", "changelog").replace(
        "CONTRIBUTING", "contributing").replace("SECURITY", "reporting")


def outside_fences(text: str, change) -> str:
    """The text with each line changed that does not stand in a block of code."""
    lines, end = [], ""
    for line in text.split("\n"):
        fence = FENCE.match(line)
        if end:
            lines.append(line)
            end = "" if fence and fence[1].startswith(end) and not line.strip(" `~") else end
            continue
        end = fence[1] if fence else ""
        lines.append(line if fence else change(line))
    return "\n".join(lines)


class Site:
    def __init__(self, names: Names, scopes: dict[str, list[str]]):
        self.names = names
        self.scopes = scopes  # the types that a page is about
        self.pages: dict[str, str] = {}  # by their paths below the site's pages
        self.files: set[pathlib.Path] = set()  # of the project, that pages show
        self.documents = {document: site_path(document) for document in documents()}

    def add_documents(self):
        for document, path in self.documents.items():
            if document.suffix == ".md":
                self.pages[path] = self.page(document, path)
        shown: set[pathlib.Path] = set()
        while waiting := self.files - shown:  # a folder's page links to its files
            for file in waiting:
                shown.add(file)
                self.pages[source_path(file)] = self.source(file)

    def page(self, document: pathlib.Path, path: str) -> str:

        def moved(match: re.Match[str]) -> str:
            return f"{match[1]}({self.target(document, path, match[2])}{match[3] or ''})" if match[2] else match[0]

        def change(line: str) -> str:
            if line.startswith("#"):
                return line
            line = LINK.sub(moved, line)
            if line.startswith("| `"):  # a table of members
                line = self.members_linked(line, path)
            return self.names.linked(line, path)

        return outside_fences((ROOT / document).read_text(), change)

    def members_linked(self, line: str, path: str) -> str:
        """The first cell with its members of the types that the page is about linked to their places."""
        cell, bar, rest = line[2:].partition(" | ")

        def link(match: re.Match[str]) -> str:
            places = (self.names.find(match[1], scope) for scope in self.scopes.get(path, []))
            place = next((place for place in places if place), None)
            return f"[{match[0]}]({relative(place, path)})" if place else match[0]

        return "| " + re.sub(r"(?<!\[)`([^`\n]+)`", link, cell) + bar + rest

    def target(self, document: pathlib.Path, path: str, link: str) -> str:
        """Where a link of the document leads in the site."""
        linked = (ROOT / document.parent / link).resolve()
        if linked == ROOT / "include/costrel":
            there = "reference/README.md"
        elif linked.is_dir() and (linked / "README.md").exists():
            there = self.documents[(linked / "README.md").relative_to(ROOT)]
        else:
            there = self.documents.get(linked.relative_to(ROOT)) or self.shown(linked.relative_to(ROOT))
        return "../" * path.count("/") + there

    def shown(self, file: pathlib.Path) -> str:
        self.files.add(file)
        return source_path(file)

    def source(self, file: pathlib.Path) -> str:
        """The page that shows a file, or the files of a folder."""
        head = f"---\nsearch:\n  exclude: true\n---\n\n# {file.as_posix()}\n\n"
        if (ROOT / file).is_dir():
            lines = []
            for one in tracked(file):
                self.files.add(one)
                lines.append(f"- [{one.relative_to(file).as_posix()}]"
                             f"({'../' * source_path(file).count('/')}{source_path(one)})")
            return head + "\n".join(lines) + "\n"
        language = NAMED.get(file.name) or LANGUAGES.get(file.suffix) or "text"
        return f"{head}````{language}\n{(ROOT / file).read_text().rstrip()}\n````\n"


def source_path(file: pathlib.Path) -> str:
    return f"source/{file.as_posix()}.md"


def tracked(folder: pathlib.Path) -> list[pathlib.Path]:
    """The text files of a folder that are part of the project: of sources without a repository, all of them."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", folder], capture_output=True, text=True,
                            check=False) if shutil.which("git") else None
    names = (map(pathlib.Path, listed.stdout.splitlines()) if listed and listed.returncode == 0
             else sorted(path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()))
    return [name for name in names if name.suffix in LANGUAGES or name.name in NAMED]
