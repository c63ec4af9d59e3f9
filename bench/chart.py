"""An SVG chart of the CPU time that each server takes for a request."""

import math
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, ROW, TOP = 760, 230, 80, 30, 60


def draw(report: dict) -> str:
    return draw_bars([(cases["verified"]["cpu_us"], report["labels"][name], name)
                      for name, cases in report["results"].items() if "verified" in cases],
                     "CPU time for a request with a verified session", report["date"])


def draw_bars(bars: list[tuple[float, str, str]], title: str, date: str) -> str:
    """Of each server the microseconds, its label and its name."""
    bars = sorted(bars)
    lowest, highest = 1.0, max(value for value, _, _ in bars)
    decades = math.ceil(math.log10(highest / lowest))
    scale = (WIDTH - LEFT - RIGHT) / decades
    height = TOP + ROW * len(bars) + 40
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
             'font-family="sans-serif" font-size="13">',
             f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
             f'<text x="16" y="26" font-size="16" font-weight="bold">{escape(title)}</text>',
             f'<text x="16" y="45" fill="#555555">microseconds, user and system, on one core, {date}; '
             'each line is ten times the one before</text>']
    for decade in range(decades + 1):
        x = LEFT + decade * scale
        lines.append(f'<line x1="{x:.0f}" y1="{TOP}" x2="{x:.0f}" y2="{height - 32}" stroke="#dddddd"/>')
        lines.append(f'<text x="{x:.0f}" y="{height - 14}" text-anchor="middle" fill="#555555">{10 ** decade:,}</text>')
    for row, (value, label, name) in enumerate(bars):
        y = TOP + row * ROW
        width = max(math.log10(value / lowest) * scale, 1)
        colour = {"costrel": "#1b6f5c", "epoll": "#b8b8b8", "nginx": "#b8b8b8"}.get(name, "#7d9ec0")
        lines.append(f'<text x="{LEFT - 10}" y="{y + 20}" text-anchor="end">{escape(label)}</text>')
        lines.append(f'<rect x="{LEFT}" y="{y + 6}" width="{width:.1f}" height="{ROW - 10}" fill="{colour}"/>')
        lines.append(f'<text x="{LEFT + width + 6:.1f}" y="{y + 20}">{value:.1f}</text>')
    return "\n".join(lines) + "\n</svg>\n"
