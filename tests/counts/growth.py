"""Whatever is sent to make it slow, twice as much of it takes about twice the instructions, not four times."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from tests import tally

ROOT = pathlib.Path(__file__).resolve().parents[2]
GROWTH = os.environ.get("COUNTS_GROWTH", str(ROOT / "build/release/tests/counts/counts_growth"))
# Of the instructions that the next doubling adds to those that the last one added: 2 is a line, 4 a square.
MOST = 3
SLACK = 50_000  # instructions, once: a table that grew, a bound that was met


def instructions() -> dict[tuple[str, str], list[int]]:
    """By what was read and what was repeated in it: the instructions at each size, each twice the last."""
    found: dict[tuple[str, str], dict[int, int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", GROWTH],
                       check=True, capture_output=True, stdin=subprocess.DEVNULL)
        for dump in pathlib.Path(folder).iterdir():
            text = dump.read_text()
            if name := re.search(r"^desc: Trigger: Client Request: (.*)\t(.*)\t(\d+)$", text, re.M):
                total = re.search(r"^(?:totals|summary): (\d+)", text, re.M)
                found.setdefault((name[1], name[2]), {})[int(name[3])] = int(total[1])
    return {what: [counts[size] for size in sorted(counts)] for what, counts in found.items()}


def is_a_line(first: int, second: int, third: int) -> bool:
    return third - second <= MOST * max(second - first, 0) + SLACK


class Growth(unittest.TestCase):
    def test_of_every_reader_is_a_line(self):
        found = instructions()
        self.assertGreater(len(found), 60)
        for what, counts in sorted(found.items()):
            with self.subTest(read=what[0], repeated=what[1]):
                self.assertTrue(is_a_line(*counts), f"{counts} instructions")

    def test_a_square_is_none(self):
        self.assertTrue(is_a_line(40_000, 80_000, 160_000))
        self.assertTrue(is_a_line(7_000, 7_000, 7_000))
        self.assertFalse(is_a_line(4_000**2, 8_000**2, 16_000**2))
        self.assertFalse(is_a_line(*(size * size // 100 for size in (4_000, 8_000, 16_000))))


if __name__ == "__main__":
    tally.main()
