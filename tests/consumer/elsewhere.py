"""costrel::session as it is where there is no Linux (COSTREL_LINUX=OFF): it calls nothing of the system, and links."""

import pathlib
import re
import subprocess
import unittest

from tests import tally
from tests.consumer.installed import BUILD, ROOT, Programs, run

FOLDER = BUILD / "elsewhere"
LIBRARY = FOLDER / "libcostrel_session.a"
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
# Functions of C, and what compilers and the standard library of C++ call for their own purposes.
OF_THE_LANGUAGE = re.compile(
    r"_Z|_?__?(cxa|gxx|Unwind|errno_location|dso_handle|tls_get_addr|libc_single_threaded|popcountdi2|stack_chk)|_GLOBAL_OFFSET_TABLE_$"
    r"|pthread_(mutex|cond|once|create|key|self|join)|sched_yield$|nanosleep$"
    r"|(mem(chr|cmp|cpy|move|set)|str(cmp|len)|snprintf|getenv|calloc|malloc|free|abort|trunc)$")


def library_sources() -> set[str]:
    """Those of costrel::session, which is compiled in batches that include them."""
    batches = (FOLDER / "CMakeFiles/costrel_session.dir/Unity").glob("*_cxx.cxx")
    return {str(pathlib.Path(name).relative_to(ROOT / "src")) for batch in batches
            for name in INCLUDE.findall(batch.read_text())}


class Elsewhere(Programs):
    @classmethod
    def setUpClass(cls):
        run("cmake", "-G", "Ninja", "-S", ROOT, "-B", FOLDER, "-DCOSTREL_LINUX=OFF", "-DCOSTREL_BATCH=12",
            "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0", "-DCMAKE_CXX_COMPILER=g++")
        run("ninja", "-C", FOLDER, "costrel_session")
        cls.sources = library_sources()

    def test_there_are_the_sessions_and_no_library_that_needs_linux(self):
        names = {source.split("/")[0] for source in self.sources}
        self.assertEqual(names, {"encoding", "signing", "sealing", "formats", "session"})
        targets = run("ninja", "-C", FOLDER, "-t", "targets", "all")
        self.assertIn("libcostrel_interop.a", targets)
        for name in "web", "redis", "sqlite", "memcached", "postgresql":
            self.assertNotIn(f"libcostrel_{name}.", targets)

    def test_no_source_names_a_header_of_a_system(self):
        seen, left = set(), [ROOT / "src" / source for source in self.sources]
        while left:
            file = left.pop()
            seen.add(file)
            for name in INCLUDE.findall(file.read_text()):
                ours = next((base / name for base in (ROOT / "include", ROOT / "src") if (base / name).is_file()), None)
                if ours and ours not in seen:
                    left.append(ours)
                elif not ours:
                    with self.subTest(file=str(file.relative_to(ROOT)), header=name):
                        self.assertRegex(name, r"^([a-z_]+|zlib\.h|openssl/\w+\.h)$")
        self.assertGreater(len(seen), 200)

    def test_nothing_is_called_but_openssl_zlib_and_the_standard_library(self):
        symbols = set(run("nm", "--undefined-only", "--no-demangle", "--format=just-symbols", LIBRARY).split())
        known = set()
        for library in "libcrypto", "libz":
            path = run("g++", f"-print-file-name={library}.so").strip()
            known |= {name.split("@")[0] for name in
                      run("nm", "--dynamic", "--defined-only", "--format=just-symbols", path).split()}
        self.assertEqual([name for name in sorted(symbols - known) if not OF_THE_LANGUAGE.match(name) and not name.endswith(".o:")], [])

    def test_nothing_is_missing_and_a_program_runs(self):
        program = FOLDER / "session_program"
        run("g++", "-std=c++20", f"-I{ROOT}/include", ROOT / "tests/consumer/session/main.cpp", LIBRARY,
            "-lcrypto", "-lz", "-o", program)
        self.check_session(program)

    def test_what_is_left_out_says_what_to_do(self):
        program = FOLDER / "left_out_program"
        run("g++", "-std=c++20", f"-I{ROOT}/include", ROOT / "tests/consumer/elsewhere/main.cpp", LIBRARY,
            "-lcrypto", "-lz", "-o", program)
        said = subprocess.run([program], text=True, capture_output=True, check=True).stdout.splitlines()
        self.assertEqual(len(said), 2, said)
        self.assertRegex(said[0], "there are no files of keys on this system. Give the text of the keys, or a KeyRingSource$")
        self.assertRegex(said[1], r"no folders of them on this system. Use local_revocations\(\), or a feed$")


if __name__ == "__main__":
    tally.main()
