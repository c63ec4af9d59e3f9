# What `cmake --install` installs (`--component session`, `web` or `interop`: only that part), and the package that
# find_package(costrel) finds:
#
#   find_package(costrel CONFIG REQUIRED)                      costrel::session and costrel::web
#   find_package(costrel CONFIG REQUIRED COMPONENTS session)   costrel::session alone: no threads
#   find_package(costrel CONFIG REQUIRED COMPONENTS interop)   the sessions of other frameworks, too
#   find_package(costrel CONFIG REQUIRED COMPONENTS sqlite)    sessions in an SQLite file
#   find_package(costrel CONFIG REQUIRED COMPONENTS redis)     sessions in a Redis, too
#   find_package(costrel CONFIG REQUIRED COMPONENTS postgresql)   sessions in a PostgreSQL, too
#   find_package(costrel CONFIG REQUIRED COMPONENTS store_tests)   what a store of one's own is tested with
include(CMakePackageConfigHelpers)
set(costrel_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/costrel)

# The folder of a header below include/costrel says which library it is of. A short one, which stands for one in a
# folder (app.hpp for web/app.hpp), goes with that; of the others these two are of costrel::web.
set(costrel_web_headers asio.hpp costrel.hpp)
file(GLOB_RECURSE costrel_headers CONFIGURE_DEPENDS
  RELATIVE ${PROJECT_SOURCE_DIR}/include/costrel ${PROJECT_SOURCE_DIR}/include/costrel/*.hpp)
foreach(header IN LISTS costrel_headers)
  cmake_path(GET header PARENT_PATH folder)
  file(STRINGS ${PROJECT_SOURCE_DIR}/include/costrel/${header} stands_for REGEX "^#include <costrel/web/")
  set(component session)
  if(header MATCHES "^web/" OR header IN_LIST costrel_web_headers OR (NOT folder AND stands_for))
    set(component web)
  elseif(header MATCHES "^interop/")
    set(component interop)
  elseif(header MATCHES "^stores/sqlite")
    set(component sqlite)
  elseif(header MATCHES "^stores/redis")
    set(component redis)
  elseif(header MATCHES "^stores/postgresql")
    set(component postgresql)
  elseif(header MATCHES "^testing/")
    set(component store_tests)
  endif()
  if(TARGET costrel_${component})
    install(FILES ${PROJECT_SOURCE_DIR}/include/costrel/${header}
      DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/costrel/${folder}
      COMPONENT ${component})
  endif()
endforeach()

function(costrel_install_component name)
  install(TARGETS costrel_${name} EXPORT costrel-${name}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${name}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${name} NAMELINK_COMPONENT ${name})
  install(EXPORT costrel-${name}
    FILE costrel-${name}.cmake
    NAMESPACE costrel::
    DESTINATION ${costrel_package_dir}
    COMPONENT ${name})
endfunction()

costrel_install_component(session)
costrel_install_component(interop)
if(COSTREL_BUILD_SQLITE)
  costrel_install_component(sqlite)
endif()
costrel_install_component(redis)
if(COSTREL_BUILD_POSTGRESQL)
  costrel_install_component(postgresql)
endif()
costrel_install_component(store_tests)
if(COSTREL_BUILD_WEB)
  costrel_install_component(web)
  install(FILES ${CMAKE_CURRENT_LIST_DIR}/costrel-templates.cmake ${CMAKE_CURRENT_LIST_DIR}/costrel-template-data.cmake
    DESTINATION ${costrel_package_dir} COMPONENT web)
  install(PROGRAMS ${PROJECT_SOURCE_DIR}/tools/templates/costrel-templates.py
    DESTINATION ${CMAKE_INSTALL_BINDIR} RENAME costrel-templates COMPONENT web)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/tools/templates/costrel_templates
    DESTINATION ${CMAKE_INSTALL_DATADIR}/costrel COMPONENT web FILES_MATCHING PATTERN "*.py")
endif()

configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/costrel-config.cmake.in ${PROJECT_BINARY_DIR}/costrel-config.cmake
  INSTALL_DESTINATION ${costrel_package_dir}
  PATH_VARS CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/costrel-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/costrel-config.cmake
  ${PROJECT_BINARY_DIR}/costrel-config-version.cmake
  DESTINATION ${costrel_package_dir}
  COMPONENT session)
