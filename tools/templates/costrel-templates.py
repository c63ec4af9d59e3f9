#!/usr/bin/env python3
"""Turns a folder of Jinja templates into data that a costrel program puts out without Python.

Jinja2 itself parses them; what it rejects is an error with file and line here. The data is described in
src/template/node.hpp of costrel. CMake's costrel_add_templates() calls this program. The modules lie beside it, or where
the package installs them.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "share/costrel")]

try:
    from costrel_templates.command import main
except ModuleNotFoundError as missing:
    sys.exit(f"costrel-templates: error: {missing.name} is missing"
             + (": install python3-jinja2" if missing.name in ("jinja2", "markupsafe") else ""))

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
