# costrel_warnings: the warnings that every source of this project compiles without.
add_library(costrel_warnings INTERFACE)
target_compile_options(costrel_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion
  # In a batch a local name may hide one of another source, which is no mistake; clang++ cannot tell.
  $<IF:$<STREQUAL:${COSTREL_BATCH},1>,-Wshadow,-Wno-shadow>
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wshadow=local>
  $<$<BOOL:${COSTREL_WERROR}>:-Werror>)
