"""Puts the tables of the latest comparison into docs/performance.md, between its two markers."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/performance.md"
MARKED = re.compile(r"(<!-- results -->\n).*?(<!-- end of results -->)", re.DOTALL)


def tables(report: dict, cases: dict[str, str]) -> str:
    machine = report["machine"]
    lines = [
        f"{report['date']}, {machine['cores']} cores of {machine['cpu']}, {machine['system']}, "
        f"load average {report['load_before']} before and {report['load_after']} after; medians of "
        f"{report['rounds']} rounds of {report['seconds']} s, {report['connections']} connections.", ""]
    for case, title in cases.items():
        lines += [f"**{title[0].upper()}{title[1:]}**", "",
                  "| server | CPU µs a request | requests/s | p50 µs | p99 µs | memory MiB |",
                  "| --- | --- | --- | --- | --- | --- |"]
        rows = [(found[case], report["labels"][name])
                for name, found in report["results"].items() if case in found]
        for row, label in sorted(rows, key=lambda pair: pair[0]["cpu_us"]):
            lines.append(f"| {label} | {row['cpu_us']:.1f} | {row['requests_per_second']:,.0f} | "
                         f"{row['p50_us']:,.0f} | {row['p99_us']:,.0f} | {row['memory_mib']:.0f} |")
        lines.append("")
    lines += ["Versions: " + "; ".join(f"{report['labels'][name]}: {version}"
                                       for name, version in report["versions"].items()) + ".", ""]
    return "\n".join(lines)


def write(report: dict, cases: dict[str, str]) -> None:
    page = PAGE.read_text()
    new = MARKED.sub(lambda found: found[1] + tables(report, cases) + found[2], page)
    PAGE.write_text(new)
