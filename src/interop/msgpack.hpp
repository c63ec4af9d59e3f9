#pragma once

#include <costrel/result.hpp>
#include <costrel/session/format.hpp>
#include <costrel/value.hpp>

#include <optional>
#include <string>
#include <string_view>

// MessagePack as msgspec reads and writes it, of the values that a session can hold. A time is the
// extension type -1; other extension types, and keys that are neither text nor integers, are
// rejected.
namespace costrel::inline v1::interop {

Result<std::string, CannotCarry> write_msgpack(const Dict& dict);
// Integer keys become text. Reserves nothing for a count that the bytes claim.
std::optional<Dict> read_msgpack(std::string_view bytes);

} // namespace costrel::inline v1::interop
