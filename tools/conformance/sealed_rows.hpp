#pragma once

#include "formats/sealed_cookie.hpp"

#include <costrel/sealing/key_ring.hpp>
#include <costrel/session/config.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/value.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// Reading the rows of vectors of sealed sessions: their settings, rings and revocation lists.
namespace conformance {

/// The configuration that a row describes under the names of the reference, without its purpose.
costrel::SessionConfig sealed_config(const costrel::Dict& vector);
/// The options of its cookies, with its purpose.
costrel::formats::SealedOptions sealed_options(const costrel::Dict& vector);

costrel::KeyRing ring_of(const costrel::Dict& vector);

std::chrono::sys_seconds seconds_field(const costrel::Dict& vector, std::string_view name);

/// The list that a row describes, in the state in which it is; nullptr: there is none.
std::shared_ptr<costrel::RevocationList> revocations_of(const costrel::Dict& vector,
                                                        std::string_view name);

/// The list that a row of remembered logins describes.
std::shared_ptr<costrel::RevocationList> known_logins(const costrel::Dict& vector);

} // namespace conformance
