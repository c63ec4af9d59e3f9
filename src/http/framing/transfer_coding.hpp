#pragma once

#include <cstdint>
#include <string_view>

namespace costrel::inline v1::http {

enum class TransferCoding : std::uint8_t {
    chunked, // exactly that, in any case
    unknown, // a clean list that ends in chunked, with codings that costrel does not do: 501
    invalid, // everything else: the end of the body cannot be told, 400
};

// What a Transfer-Encoding field asks for (RFC 9112 section 6.1). `value` has no white space at its
// ends.
TransferCoding parse_transfer_coding(std::string_view value) noexcept;

} // namespace costrel::inline v1::http
