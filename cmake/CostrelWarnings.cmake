# costrel_warnings: the warnings that every source of this project compiles without.
add_library(costrel_warnings INTERFACE)
target_compile_options(costrel_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion
  # In a batch a name of one source may hide that of another.
  $<IF:$<STREQUAL:${COSTREL_BATCH},1>,-Wshadow,-Wno-shadow>
  $<$<BOOL:${COSTREL_WERROR}>:-Werror>)
