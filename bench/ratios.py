"""Says how many HMACs each case of bench_session takes, from the JSON report that it wrote.

A case is repeated and the fastest repetition counts: what else the machine does only ever adds time.
"""

import json
import sys

# The most that a case may take, in HMACs and allocations.
AIMS = {"open/small": (2.0, 2), "save/small": (2.5, 2), "untouched/small": (None, 0)}


def fastest(report: dict) -> dict[str, dict]:
    cases: dict[str, dict] = {}
    for run in report["benchmarks"]:
        if run["run_type"] == "iteration":
            name = run["run_name"]
            if name not in cases or run["cpu_time"] < cases[name]["cpu_time"]:
                cases[name] = run
    return cases


def main(path: str) -> int:
    with open(path) as file:
        cases = fastest(json.load(file))
    missed = 0
    # What is sealed is opened in at most twice the time of what is signed, in the same run.
    for name in ("sealed_open/small", "listed_open/small"):
        if name in cases and "open/small" in cases:
            ratio = cases[name]["cpu_time"] / cases["open/small"]["cpu_time"]
            missed += ratio > 2
            print(f"{name:<22}{ratio:>10.2f} times open/small   at most 2{'' if ratio <= 2 else ': MISSED'}")
    print(f"{'case':<22}{'ns':>10}{'HMACs':>8}{'allocations':>13}   aim")
    for name, case in sorted(cases.items(), key=lambda item: item[0].split("/")[::-1]):
        hmac = cases.get("hmac/" + name.split("/")[1])
        if not hmac:
            sys.exit(f"{name} has no HMAC beside it; choose by size, as in --benchmark_filter=small")
        ratio, allocations = case["cpu_time"] / hmac["cpu_time"], case["allocations"]
        most, most_allocations = AIMS.get(name, (None, None))
        aim = ""
        if most_allocations is not None:
            held = (most is None or ratio <= most) and allocations <= most_allocations
            missed += not held
            aim = (f"at most {most} HMACs, " if most else "") + f"at most {most_allocations} allocations"
            aim += "" if held else ": MISSED"
        print(f"{name:<22}{case['cpu_time']:>10.0f}{ratio:>8.2f}{allocations:>13.0f}   {aim}".rstrip())
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
