#pragma once

#include <costrel/dict.hpp>

#include <string>

namespace costrel::inline v1::encoding {

// Overwrites what memory holds that is about to be given back, in a way that no optimizer drops.
void wipe(std::string& text) noexcept;
// The keys and values of a dict and of all below it. The dict is then good for nothing but to be
// destroyed.
void wipe(Dict& dict) noexcept;

} // namespace costrel::inline v1::encoding
