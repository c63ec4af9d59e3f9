# How the tests themselves are compiled, costrel_compile_as_test(TARGET) for what they run, and
# costrel_take_test_flags(TARGET) for what they run that the library's compiler is to see.
set(COSTREL_TEST_FLAGS "" CACHE STRING "Flags for the tests themselves, behind those of the library")
# clang++ takes half of the time of g++ for the tests, which are not optimised. The library stays with the project's own.
set(COSTREL_TEST_COMPILER "" CACHE STRING "The compiler of the tests themselves, if it is not the library's")

set(costrel_test_launcher ${CMAKE_CXX_COMPILER_LAUNCHER})
if(COSTREL_TEST_COMPILER)
  find_program(COSTREL_TEST_COMPILER_PROGRAM NAMES ${COSTREL_TEST_COMPILER} REQUIRED)
  mark_as_advanced(COSTREL_TEST_COMPILER_PROGRAM)
  list(PREPEND costrel_test_launcher ${PROJECT_SOURCE_DIR}/tests/compile_with ${COSTREL_TEST_COMPILER_PROGRAM})
  list(APPEND costrel_test_launcher --)
endif()

function(costrel_take_test_flags target)
  separate_arguments(flags UNIX_COMMAND "${COSTREL_TEST_FLAGS}")
  target_compile_options(${target} PRIVATE ${flags})
endfunction()

function(costrel_compile_as_test target)
  costrel_take_test_flags(${target})
  set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "${costrel_test_launcher}")
endfunction()
