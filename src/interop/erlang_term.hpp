#pragma once

#include <costrel/result.hpp>
#include <costrel/session/format.hpp>
#include <costrel/value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Erlang's external term format, of maps with text keys, text, binaries, integers, floats, true,
// false, nil, lists and tuples. Other atoms, other keys, compressed terms, pids and the like are
// rejected.
namespace costrel::inline v1::interop {

// As :erlang.term_to_binary() of OTP 25 writes it, up to maps of 32 keys: greater ones are in the
// order of a hash table there, and in that of their bytes here.
Result<std::string, CannotCarry> write_erlang_term(const Dict& dict);
// Nothing but the map. Reserves nothing for a count that the bytes claim.
std::optional<Dict> read_erlang_map(std::string_view bytes);

} // namespace costrel::inline v1::interop
