# What `cmake --install` installs (`--component session`, `web` or `interop`: only that part), and the package that
# find_package(costrel) and pkg-config find:
#
#   find_package(costrel CONFIG REQUIRED)                      all but what needs a database
#   find_package(costrel CONFIG REQUIRED COMPONENTS session)   costrel::session alone: no threads
#   set(COSTREL_USE_STATIC_LIBS ON)                            before it, where both kinds of libraries are installed
#   pkg-config --cflags --libs costrel                         costrel::web
#   pkg-config --cflags --libs costrel-session                 costrel::session, and so on for each component
#
# The components are those of the calls of costrel_install_component() below.
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
  elseif(header MATCHES "^stores/memcached")
    set(component memcached)
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

# costrel_install_kind(NAME KIND TARGET): a library, and what find_package() reads of it.
function(costrel_install_kind name kind target)
  install(TARGETS ${target} EXPORT costrel-${name}-${kind}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${name}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${name} NAMELINK_COMPONENT ${name})
  install(EXPORT costrel-${name}-${kind}
    NAMESPACE costrel::
    DESTINATION ${costrel_package_dir}
    COMPONENT ${name})
endfunction()

# costrel_install_component(NAME DESCRIPTION [PKGCONFIG MODULES…] [LIBS FLAGS…]): the kinds that are built, and the module
# of pkg-config, which says what an archive needs: with --static only, where there is a shared library.
function(costrel_install_component name description)
  if(NOT TARGET costrel_${name})
    return()
  endif()
  if(BUILD_SHARED_LIBS)
    costrel_install_kind(${name} shared costrel_${name})
  else()
    costrel_install_kind(${name} static costrel_${name})
    if(COSTREL_BUILD_SHARED)
      costrel_install_kind(${name} shared costrel_${name}_shared)
    endif()
  endif()

  cmake_parse_arguments(PARSE_ARGV 2 needs "" "" "MODULES;LIBS")
  list(JOIN needs_MODULES " " modules)
  list(JOIN needs_LIBS " " libs)
  set(module costrel-${name})
  if(name STREQUAL "web")
    set(module costrel)
  endif()
  set(session "")
  if(NOT name STREQUAL "session")
    set(session "costrel-session = ${PROJECT_VERSION}, ")
  endif()
  set(requires "Requires: ${session}${modules}")
  set(linked "Libs: -L\${libdir} -lcostrel_${name} ${libs}")
  if(BUILD_SHARED_LIBS OR COSTREL_BUILD_SHARED)
    set(requires "Requires: ${session}\nRequires.private: ${modules}")
    set(linked "Libs: -L\${libdir} -lcostrel_${name}\nLibs.private: ${libs}")
  endif()
  file(RELATIVE_PATH root ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/costrel.pc.in ${PROJECT_BINARY_DIR}/${module}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${module}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT ${name})
endfunction()

costrel_install_component(session "Flask's sessions for C++" MODULES libcrypto zlib)
costrel_install_component(interop "the sessions of other frameworks" MODULES libcrypto)
costrel_install_component(sqlite "sessions in an SQLite file" MODULES sqlite3 LIBS -pthread)
costrel_install_component(redis "sessions in a Redis" MODULES libssl libcrypto)
costrel_install_component(memcached "sessions in a memcached")
costrel_install_component(postgresql "sessions in a PostgreSQL" MODULES libpq)
costrel_install_component(store_tests "what a store of sessions promises, as tests" LIBS -pthread)
costrel_install_component(web "a web framework around Flask's sessions" MODULES libssl libcrypto zlib LIBS -pthread)
if(COSTREL_BUILD_WEB)
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
