"""Puts out a page of a table with 50 rows from its template, with costrel and with Jinja2, in turn; processor time.

    python3 -m bench.templates build/release/tests/counts/counts_templates
"""

import pathlib
import resource
import subprocess
import sys
import time

import jinja2

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "tests/counts/table"
ROUNDS, PAGES = 5, 400


def context() -> dict:
    """As tests/counts/templates.cpp has it."""
    rows = [{"name": f"Name <{i}> & Sons", "mail": f"user{i}@example.com", "price": i * 1.25, "active": i % 3 == 0}
            for i in range(50)]
    return {"user": "admin", "rows": rows}


def of_jinja(template: jinja2.Template, values: dict) -> float:
    start = time.process_time()
    for _ in range(PAGES):
        template.render(values)
    return (time.process_time() - start) / PAGES


def of_program(program: str, pages: int) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "table", str(pages)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def of_costrel(program: str) -> float:
    few, many = 1, 20 * PAGES  # what starting takes drops out
    return (of_program(program, many) - of_program(program, few)) / (many - few)


def main(program: str) -> None:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), autoescape=True)
    template, values = environment.get_template("table.html"), context()
    jinja, costrel = [], []
    for _ in range(ROUNDS):
        jinja.append(of_jinja(template, values))
        costrel.append(of_costrel(program))
    for name, seconds in (("Jinja2 " + jinja2.__version__, min(jinja)), ("costrel", min(costrel))):
        print(f"{name:14} {seconds * 1e6:8.1f} µs a page, the best of {ROUNDS} rounds")
    print(f"{min(jinja) / min(costrel):.1f} times faster")


if __name__ == "__main__":
    main(sys.argv[1])
