#include "http/framing/transfer_coding.hpp"

#include "http/grammar.hpp"

#include <cstddef>

namespace costrel::inline v1::http {

TransferCoding parse_transfer_coding(std::string_view value) noexcept
{
    if (equal_ignoring_case(value, "chunked"))
        return TransferCoding::chunked;
    for (;;) {
        const std::size_t comma = value.find(',');
        const std::string_view coding = trim(value.substr(0, comma));
        const bool is_last = comma == std::string_view::npos;
        if (!is_token(coding) || equal_ignoring_case(coding, "chunked") != is_last)
            return TransferCoding::invalid;
        if (is_last)
            return TransferCoding::unknown;
        value.remove_prefix(comma + 1);
    }
}

} // namespace costrel::inline v1::http
