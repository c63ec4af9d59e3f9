"""The recipe of costrel for Conan 2.

    conan create packaging/conan --build=missing                                     its requirements from a remote
    conan create packaging/conan --no-remote --profile default --profile packaging/conan/debian-12    from Debian

A program finds it by CMakeToolchain, and then as one that was installed by CMake: find_package(costrel), with components.
"""

import pathlib

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy


class Costrel(ConanFile):
    name = "costrel"
    version = "0.1.0"
    license = "BSD-3-Clause"
    description = "Flask's sessions for C++, and a small web framework around them"
    topics = ("session", "cookie", "flask", "itsdangerous", "web")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "web": [True, False], "sqlite": [True, False], "postgresql": [True, False]}
    default_options = {"shared": False, "web": True, "sqlite": False, "postgresql": False}

    def export_sources(self):
        root = pathlib.Path(self.recipe_folder).parents[1]
        for part in "CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*", "tools/templates/*":
            copy(self, part, root, self.export_sources_folder, excludes="*__pycache__*")

    def layout(self):
        cmake_layout(self)

    def validate(self):
        check_min_cppstd(self, 20)

    def requirements(self):
        self.requires("openssl/[>=3.0 <4]")
        self.requires("zlib/[>=1.2.13 <2]")
        if self.options.web:
            self.requires("boost/[>=1.81 <1.89]", options={"header_only": True}, visible=False)
        if self.options.sqlite:
            self.requires("sqlite3/[>=3.40 <4]")
        if self.options.postgresql:
            self.requires("libpq/[>=15 <19]")

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        toolchain.user_presets_path = False  # costrel has presets, and some of the names that Conan would give
        for part in "web", "sqlite", "postgresql":
            toolchain.cache_variables[f"COSTREL_BUILD_{part.upper()}"] = bool(self.options.get_safe(part))
        for part in "TESTS", "EXAMPLES", "BENCH", "TOOLS":
            toolchain.cache_variables[f"COSTREL_BUILD_{part}"] = False
        toolchain.cache_variables["COSTREL_BATCH"] = "12"
        toolchain.cache_variables["COSTREL_WERROR"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", self.source_folder, pathlib.Path(self.package_folder) / "licenses")
        CMake(self).install()

    def package_info(self):
        # CMake finds costrel's own configuration, which knows the components.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = ["lib/cmake/costrel"]
