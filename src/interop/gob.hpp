#pragma once

#include <costrel/result.hpp>
#include <costrel/session/format.hpp>
#include <costrel/value.hpp>

#include <optional>
#include <string>
#include <string_view>

// Go's encoding/gob of one map[interface{}]interface{} with text keys, which gorilla keeps; of
// values of the basic types, []byte, []interface{} and map[string]interface{}. Structs and other
// keys are rejected.
namespace costrel::inline v1::interop {

// Integers are written as Go's int, floats as float64.
Result<std::string, CannotCarry> write_gob(const Dict& dict);
// Takes any numbers for the types: they vary from process to process. Reserves nothing for a count
// that the bytes claim.
std::optional<Dict> read_gob(std::string_view bytes);

} // namespace costrel::inline v1::interop
