"""The port of packaging/vcpkg: its manifest, and what its portfile makes, by stand-ins of vcpkg's functions.

vcpkg itself is not run. The environment says in BUILT where the archives are built.
"""

import json
import re
import shutil
import unittest

from tests import tally
from tests.consumer.installed import BUILD, BUILT, ROOT, Programs, build, headers, run
from tests.consumer.packages import VERSION

PORT = ROOT / "packaging/vcpkg/costrel"
MANIFEST = json.loads((PORT / "vcpkg.json").read_text())
# What vcpkg's reference of vcpkg.json says of names.
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def dependencies(*of: dict) -> list[str]:
    return [dependency if isinstance(dependency, str) else dependency["name"]
            for part in of for dependency in part["dependencies"]]


class Manifest(unittest.TestCase):
    def test_it_has_the_fields_of_a_port_and_no_others(self):
        self.assertEqual(set(MANIFEST), {"name", "version", "description", "license", "supports", "dependencies",
                                         "default-features", "features"})
        self.assertEqual((MANIFEST["name"], MANIFEST["version"]), (PORT.name, VERSION))
        for feature in MANIFEST["features"].values():
            self.assertEqual(set(feature), {"description", "dependencies"})

    def test_names_are_names_and_in_order(self):
        for part in MANIFEST, *MANIFEST["features"].values():
            names = dependencies(part)
            self.assertEqual(names, sorted(set(names)))
            for name in names:
                self.assertRegex(name, NAME)
        self.assertEqual(list(MANIFEST["features"]), sorted(MANIFEST["features"]))
        self.assertLessEqual(set(MANIFEST["default-features"]), set(MANIFEST["features"]))

    def test_it_needs_the_libraries_of_boost_that_the_sources_include(self):
        sources = [path.read_text() for path in (ROOT / "src").rglob("*.[ch]pp")]
        included = {name for text in sources for name in re.findall(r"^#include <boost/(\w+)/", text, re.MULTILINE)}
        self.assertEqual({f"boost-{name}" for name in included}, set(dependencies(MANIFEST["features"]["web"])))


class Port(Programs):
    """What the portfile leaves in the folder that vcpkg makes a package of."""

    def make(self, *features: str):
        work = BUILD / "-".join(["vcpkg", *features])
        shutil.rmtree(work, ignore_errors=True)
        run("cmake", f"-DBUILT={BUILT}", f"-DWORK={work}", f"-DFEATURES={';'.join(features)}",
            "-P", ROOT / "tests/consumer/vcpkg/port.cmake")
        return work / "packages"

    def check_places(self, package):
        """What vcpkg complains about, where it is another way."""
        self.assertEqual(sorted(path.name for path in package.iterdir() if path.name != "tools"), ["include", "lib", "share"])
        self.assertEqual([path.name for path in package.rglob("*") if path.is_dir() and not any(path.iterdir())], [])
        self.assertEqual((package / "share/costrel/copyright").read_text(), (ROOT / "LICENSE").read_text())
        self.assertEqual(sorted(path.name for path in package.rglob("*.cmake") if path.parent != package / "share/costrel"), [])
        self.assertTrue((package / "share/costrel/usage").is_file())

    def test_all_features_are_the_whole_and_an_application_runs(self):
        package = self.make("core", *MANIFEST["features"])
        self.check_places(package)
        self.assertEqual(headers(package / "include"), headers(ROOT / "include"))
        self.check_web(build("web", prefix=package))

    def test_without_features_there_are_the_sessions(self):
        package = self.make("core")
        self.check_places(package)
        self.assertFalse((package / "tools").exists())
        self.assertEqual([name for name in ("web", "sqlite", "postgresql") if list(package.rglob(f"*costrel*{name}*"))], [])
        self.check_session(build("session", prefix=package, without=("Boost", "Threads", "SQLite3", "PostgreSQL")))

    def test_the_usage_names_components_that_there_are(self):
        usage = (PORT / "usage").read_text()
        for line in re.findall(r"^    find_package\(costrel CONFIG REQUIRED(?: COMPONENTS ([\w ]+))?\)", usage, re.MULTILINE):
            for component in line.split():
                self.assertTrue((ROOT / f"include/costrel/stores/{component}.hpp").exists() or component == "session")


if __name__ == "__main__":
    tally.main()
