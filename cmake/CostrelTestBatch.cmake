# costrel_add_test(NAME SOURCE…): a GoogleTest program, which ctest runs. Its sources *_test.cpp are compiled
# COSTREL_TEST_BATCH at once: tests/batch.py writes them into one file. The others are compiled each by itself.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(costrel_add_test name)
  set(tests ${ARGN})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(sources ${ARGN})
  set(batches)
  if(COSTREL_TEST_BATCH GREATER 1)
    list(REMOVE_ITEM sources ${tests})
    costrel_batches(${name} batches ${tests})
    list(APPEND sources ${batches})
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE costrel_unit_main)
  target_precompile_headers(${name} REUSE_FROM costrel_unit_main)
  if(batches)
    # Of what stands behind #line it believes that it is a header.
    target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
  add_dependencies(ctest_programs ${name})
  add_test(NAME ${name} COMMAND ${name})
endfunction()

# Sets `result` to the files that hold the given sources.
function(costrel_batches name result)
  set(batches)
  while(ARGN)
    list(LENGTH batches number)
    list(SUBLIST ARGN 0 ${COSTREL_TEST_BATCH} taken)
    list(REMOVE_ITEM ARGN ${taken})
    list(TRANSFORM taken PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ REGEX "^[^/]")
    set(batch ${CMAKE_CURRENT_BINARY_DIR}/${name}_batch_${number}.cpp)
    add_custom_command(OUTPUT ${batch}
      COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tests/batch.py ${batch} ${taken}
      DEPENDS ${PROJECT_SOURCE_DIR}/tests/batch.py ${taken}
      COMMENT "Writing ${name}_batch_${number}.cpp")
    list(APPEND batches ${batch})
  endwhile()
  set(${result} ${batches} PARENT_SCOPE)
endfunction()
