#pragma once

#include "template/object.hpp"

#include <costrel/multidict.hpp>

namespace costrel::inline v1 {

// What templates see of args, form and cookies: the first value of each key counts.
templates::Var multi_dict_view(MultiDict items);

} // namespace costrel::inline v1
