#pragma once

#include <string_view>

namespace costrel::inline v1::signing {

// Whether it is certain that deflating `text` does not make it smaller, so that nobody needs to
// try. False says nothing. Certain are only texts of up to about 40 characters of which no three
// stand in it twice, which most small sessions are. docs/decisions/compressibility.md has the
// proof.
bool is_surely_incompressible(std::string_view text) noexcept;

} // namespace costrel::inline v1::signing
