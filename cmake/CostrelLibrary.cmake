add_custom_target(costrel_libraries) # all of them, of the kinds that are asked for

# costrel_library(NAME [PACKAGES…]): costrel::NAME, static or shared (BUILD_SHARED_LIBS); what follows the name is what it
# links itself. Every library but costrel::session links that, too. A static one is compiled as a shared one is: it can be
# part of somebody else's shared library, and shows no more of itself (docs/decisions/libraries.md).
function(costrel_library name)
  add_library(costrel_${name})
  add_library(costrel::${name} ALIAS costrel_${name})
  set_target_properties(costrel_${name} PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    DEFINE_SYMBOL "")
  target_compile_options(costrel_${name} PRIVATE -fno-semantic-interposition)
  costrel_link(costrel_${name} ${name} costrel_session ${ARGN})
  target_include_directories(costrel_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  costrel_compile_in_batches(costrel_${name})
  add_dependencies(costrel_libraries costrel_${name})

  if(COSTREL_BUILD_SHARED AND NOT BUILD_SHARED_LIBS)
    add_library(costrel_${name}_shared SHARED $<TARGET_OBJECTS:costrel_${name}>)
    set_target_properties(costrel_${name}_shared PROPERTIES OUTPUT_NAME costrel_${name} LINKER_LANGUAGE CXX)
    costrel_link(costrel_${name}_shared ${name} costrel_session_shared ${ARGN})
    add_dependencies(costrel_libraries costrel_${name}_shared)
  endif()
endfunction()

# What is the same of both kinds of a library. `session` is costrel::session of that kind.
function(costrel_link target name session)
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name}
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_link_options(${target} PRIVATE LINKER:-z,defs) # what a library of ours hides, no other may need
  target_link_libraries(${target} PRIVATE ${ARGN} $<BUILD_INTERFACE:costrel_warnings>)
  if(NOT name STREQUAL "session")
    target_link_libraries(${target} PUBLIC ${session})
    return()
  endif()
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endfunction()
