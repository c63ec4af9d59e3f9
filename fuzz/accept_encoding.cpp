// An Accept-Encoding field: what stands before it decides, and what cannot be understood counts for
// nothing.
#include "http/representation/accept_encoding.hpp"

#include "fuzz/input.hpp"

#include <string>

using namespace costrel;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string field(fuzz::Input(data, size).rest());
    const auto prefers = [](const std::string& text) { return http::prefers_gzip(text); };
    const bool asked = prefers(field);
    require(!prefers("gzip;q=0, " + field), "the first weight counts");
    require(prefers("gzip, " + field), "no weight is greater than 1");
    require(prefers("deflate;x=y, , junk;q=7," + field) == asked, "junk counts for nothing");
    if (asked)
        require(field.find_first_of("gG*") != field.npos, "what is not named is not wanted");
    const auto weight = http::parse_weight(field);
    require(!weight || (*weight <= 1000 && field.size() <= 5), "a weight is from 0 to 1");
    return 0;
}
