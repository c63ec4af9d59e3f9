#pragma once

#include <costrel/signing/error.hpp>
#include <costrel/value.hpp>

#include <string>

namespace conformance {

// What a vector says that itsdangerous raised, and the same of an error of costrel: two lines that
// are equal when costrel reports what Python raises.
std::string describe_expected_error(const costrel::Dict& expect);
std::string describe(const costrel::signing::Error& error);

} // namespace conformance
