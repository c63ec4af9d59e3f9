#pragma once

#include <costrel/result.hpp>
#include <costrel/signing/error.hpp>
#include <costrel/signing/serializer.hpp>

#include <string>
#include <string_view>

namespace costrel::inline v1::signing {

// The JSON that a serializer of that form uses unless its user chose another.
const PayloadSerializer& default_payload(PayloadForm form) noexcept;

// The payload of a token: `value` written by options.payload (which must be set) and put in `form`.
std::string dump_payload(const Value& value, const SerializerOptions& options, PayloadForm form);

// The value of a payload, or bad_payload.
Result<Value, Error> load_payload(std::string_view payload, const SerializerOptions& options,
                                  PayloadForm form);

} // namespace costrel::inline v1::signing
