# costrel_warnings: the warnings that every source of this project compiles without.
add_library(costrel_warnings INTERFACE)
target_compile_options(costrel_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<BOOL:${COSTREL_WERROR}>:-Werror>)
