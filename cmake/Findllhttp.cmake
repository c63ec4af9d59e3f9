# llhttp::llhttp, Node's HTTP parser. Where it installs a CMake package of its own, that is it; Debian 13 has the library
# (libllhttp-dev) without one; Debian 12 ships its C sources (node-llhttp), which are compiled here.
find_package(llhttp CONFIG QUIET)
if(TARGET llhttp::llhttp_static OR TARGET llhttp::llhttp_shared)
  if(NOT TARGET llhttp::llhttp)
    add_library(llhttp::llhttp INTERFACE IMPORTED)
    if(TARGET llhttp::llhttp_static)
      target_link_libraries(llhttp::llhttp INTERFACE llhttp::llhttp_static)
    else()
      target_link_libraries(llhttp::llhttp INTERFACE llhttp::llhttp_shared)
    endif()
  endif()
  set(llhttp_FOUND TRUE)
  return()
endif()

include(FindPackageHandleStandardArgs)
find_path(LLHTTP_INCLUDE_DIR llhttp.h PATHS /usr/share/include/llhttp)
find_library(LLHTTP_LIBRARY llhttp)
if(LLHTTP_LIBRARY)
  find_package_handle_standard_args(llhttp REQUIRED_VARS LLHTTP_INCLUDE_DIR LLHTTP_LIBRARY)
  if(llhttp_FOUND AND NOT TARGET llhttp::llhttp)
    add_library(llhttp::llhttp UNKNOWN IMPORTED)
    set_target_properties(llhttp::llhttp PROPERTIES
      IMPORTED_LOCATION ${LLHTTP_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${LLHTTP_INCLUDE_DIR})
  endif()
  return()
endif()

find_path(LLHTTP_SOURCE_DIR llhttp.c PATHS /usr/share/llhttp)
find_package_handle_standard_args(llhttp
  REQUIRED_VARS LLHTTP_INCLUDE_DIR LLHTTP_SOURCE_DIR
  REASON_FAILURE_MESSAGE "install Debian's package libllhttp-dev (Debian 12: node-llhttp), or llhttp itself")
if(llhttp_FOUND AND NOT TARGET llhttp::llhttp)
  add_library(costrel_llhttp OBJECT
    ${LLHTTP_SOURCE_DIR}/api.c ${LLHTTP_SOURCE_DIR}/http.c ${LLHTTP_SOURCE_DIR}/llhttp.c)
  target_include_directories(costrel_llhttp SYSTEM PUBLIC ${LLHTTP_INCLUDE_DIR})
  set_target_properties(costrel_llhttp PROPERTIES POSITION_INDEPENDENT_CODE ON)
  add_library(llhttp::llhttp ALIAS costrel_llhttp)
endif()
