#pragma once

#include "template/program.hpp"

#include <vector>

namespace costrel::inline v1::templates {

// Checks that the words are nodes, each with children of the right sort before it, and each the
// child of one other; fills in the depth of functions. Gives the place of the last node, which is
// the set. Throws ConfigError.
Word checked_nodes(std::vector<Word>& words, std::string_view pool);

[[noreturn]] void fail_data(std::string_view what);

} // namespace costrel::inline v1::templates
