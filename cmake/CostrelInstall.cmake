# What `cmake --install` installs, and the package that find_package(costrel) finds:
#
#   find_package(costrel CONFIG REQUIRED)                      costrel::session and costrel::web
#   find_package(costrel CONFIG REQUIRED COMPONENTS session)   costrel::session alone: no spdlog
#   find_package(costrel CONFIG REQUIRED COMPONENTS interop)   the sessions of other frameworks, too
include(CMakePackageConfigHelpers)
set(costrel_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/costrel)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/costrel DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

function(costrel_install_component name)
  install(TARGETS costrel_${name} EXPORT costrel-${name} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT costrel-${name}
    FILE costrel-${name}.cmake
    NAMESPACE costrel::
    DESTINATION ${costrel_package_dir})
endfunction()

costrel_install_component(session)
costrel_install_component(interop)
if(COSTREL_BUILD_WEB)
  costrel_install_component(web)
endif()

configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/costrel-config.cmake.in ${PROJECT_BINARY_DIR}/costrel-config.cmake
  INSTALL_DESTINATION ${costrel_package_dir})
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/costrel-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/costrel-config.cmake
  ${PROJECT_BINARY_DIR}/costrel-config-version.cmake
  DESTINATION ${costrel_package_dir})
