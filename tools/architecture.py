"""Draws docs/architecture.svg: the floors of the sources, and which of them includes which.

    python3 -m tools.architecture

An arrow that follows from others is left out: what includes `session` may include all below it.
"""

import pathlib

from tests.header_cost import layers

ROOT = pathlib.Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs/architecture.svg"
BOX, ROW, COLUMN, MARGIN = (130, 34), 74, 190, 20
LIBRARIES = {"interop": "#fdf0d5", "http": "#dbe9f6", "routing": "#dbe9f6", "net": "#dbe9f6",
             "telemetry": "#dbe9f6", "app": "#dbe9f6", "files": "#dbe9f6",
             "log": "#dbe9f6"}  # the others: costrel::session
SESSION = "#e2f0d9"
ASIDE = {"interop"}  # one column to the right of the others


def included_floors() -> dict[str, set[str]]:
    """The floors that each floor's files include."""
    floors: dict[str, set[str]] = {}
    for file in [*layers.SRC.rglob("*.[ch]pp"), *layers.public_headers()]:
        here = layers.layer_of(file)
        if here is None:
            continue
        floors.setdefault(here, set())
        for name in layers.includes(file):
            base = layers.INCLUDE if name.startswith("costrel/") else layers.SRC
            there = layers.layer_of(base / name)
            if there not in (None, here):
                floors[here].add(there)
    return floors


def reachable(floors: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for floor in floors[waiting.pop()] - found:
            found.add(floor)
            waiting.append(floor)
    return found


def arrows(floors: dict[str, set[str]]) -> list[tuple[str, str]]:
    """From each floor to what it includes and cannot be reached by way of another."""
    return sorted((here, there) for here, below in floors.items() for there in below
                  if not any(there in reachable(floors, other) for other in below - {there}))


def draw() -> str:
    floors = included_floors()
    rows = [[name for name in row if name in floors] for row in layers.LAYERS]
    rows = [row for row in rows if row]
    width = 2 * MARGIN + max(map(len, rows)) * COLUMN + 240
    height = 2 * MARGIN + (len(rows) - 1) * ROW + BOX[1]
    middle = {}
    for number, row in enumerate(rows):
        for place, name in enumerate(row):
            x = width / 2 + (place - (len(row) - 1) / 2 + (name in ASIDE)) * COLUMN
            middle[name] = (x, height - MARGIN - BOX[1] / 2 - number * ROW, number)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
             'font-size="15">',
             "<title>The floors of costrel: each includes only what stands below it</title>",
             '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
             'orient="auto"><path d="M0 0 8 4 0 8z" fill="#555"/></marker></defs>']
    for here, there in arrows(floors):
        (x, y, row), (to_x, to_y, to_row) = middle[here], middle[there]
        start, end = y + BOX[1] / 2, to_y - BOX[1] / 2
        is_hidden = any(to_row < other_row < row and
                        abs(other_x - x - (to_x - x) * (other_y - y) / (to_y - y)) < BOX[0] / 2 + 10
                        for other_x, other_y, other_row in middle.values())
        bend = (1 if to_x >= x else -1) * (60 + 25 * (row - to_row)) if is_hidden else 0
        lines.append(f'<path d="M{x:.0f} {start:.0f}C{x + bend:.0f} {start + 30:.0f} {to_x + bend:.0f} {end - 30:.0f} '
                     f'{to_x:.0f} {end:.0f}" fill="none" stroke="#555" marker-end="url(#tip)"/>')
    for name, (x, y, _) in middle.items():
        lines.append(f'<rect x="{x - BOX[0] / 2:.0f}" y="{y - BOX[1] / 2:.0f}" width="{BOX[0]}" height="{BOX[1]}" rx="6" '
                     f'fill="{LIBRARIES.get(name, SESSION)}" stroke="#555"/>')
        lines.append(f'<text x="{x:.0f}" y="{y + 5:.0f}" text-anchor="middle">{name}</text>')
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(draw())
