# An overlay port, of the sources that it stands in: vcpkg install costrel --overlay-ports=costrel/packaging/vcpkg
cmake_path(SET source NORMALIZE "${CURRENT_PORT_DIR}/../../..")

vcpkg_check_features(OUT_FEATURE_OPTIONS options
  FEATURES
    postgresql COSTREL_BUILD_POSTGRESQL
    sqlite COSTREL_BUILD_SQLITE
    web COSTREL_BUILD_WEB)

vcpkg_cmake_configure(
  SOURCE_PATH "${source}"
  OPTIONS
    ${options}
    -DCOSTREL_BATCH=12
    -DCOSTREL_BUILD_TESTS=OFF
    -DCOSTREL_BUILD_EXAMPLES=OFF
    -DCOSTREL_BUILD_BENCH=OFF
    -DCOSTREL_BUILD_TOOLS=OFF
    -DCOSTREL_WERROR=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/costrel)
vcpkg_fixup_pkgconfig()

if("web" IN_LIST FEATURES)
  # Programs go to `tools`, for static libraries have no `bin`; the modules of this one may lie beside it.
  vcpkg_copy_tools(TOOL_NAMES costrel-templates AUTO_CLEAN)
  file(RENAME "${CURRENT_PACKAGES_DIR}/share/${PORT}/costrel_templates"
    "${CURRENT_PACKAGES_DIR}/tools/${PORT}/costrel_templates")
  vcpkg_replace_string("${CURRENT_PACKAGES_DIR}/share/${PORT}/costrel-config.cmake"
    "bin/costrel-templates" "tools/${PORT}/costrel-templates")
endif()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${source}/LICENSE")
