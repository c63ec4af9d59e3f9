#include "kinds.hpp"
#include "vector.hpp"

#include <costrel/base64.hpp>
#include <costrel/html.hpp>
#include <costrel/http_date.hpp>
#include <costrel/json.hpp>

#include <bit>
#include <charconv>
#include <stdexcept>

namespace conformance {

using namespace costrel;

Outcome check_b64(const Dict& vector)
{
    const Dict& expect = dict_field(vector, "expect");
    const std::string& outcome = text_field(expect, "outcome");
    const auto bytes = base64_decode(hex_field(vector, "data_hex"));
    return compare(outcome == "ok" ? text_field(expect, "hex") : outcome,
                   bytes ? to_hex(*bytes) : "BadData");
}

Outcome check_float(const Dict& vector)
{
    const std::string& hex = text_field(vector, "bits");
    std::uint64_t bits = 0;
    std::from_chars(hex.data(), hex.data() + hex.size(), bits, 16);
    return compare(text_field(dict_field(vector, "expect"), "text"),
                   json_dumps(std::bit_cast<double>(bits)));
}

namespace {

// The moment as the clock with its offset shows it, in ISO 8601 without the offset.
std::string iso(const DateTime& moment)
{
    const auto wall = moment.time + moment.offset;
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(wall - day);
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

std::string redump(const DateTime& moment)
{
    try {
        return http_date(moment.time);
    } catch (const std::invalid_argument&) {
        return "none"; // it left the years 1 to 9999 on its way to GMT
    }
}

} // namespace

Outcome check_date(const Dict& vector)
{
    const Dict& expect = dict_field(vector, "expect");
    std::string want = "none";
    if (text_field(expect, "outcome") == "ok") {
        const Value* text = optional_field(expect, "redump");
        want = text_field(expect, "iso") + " offset " +
               std::to_string(integer_field(expect, "offset_s")) + " written " +
               (text ? *text->as<std::string>() : "none");
    }
    std::string got = "none";
    if (const auto moment = parse_date(text_field(vector, "value")))
        got = iso(*moment) + " offset " + std::to_string(moment->offset.count()) + " written " +
              redump(*moment);
    return compare(std::move(want), std::move(got));
}

Outcome check_escape(const Dict& vector)
{
    return compare(text_field(dict_field(vector, "expect"), "text"),
                   escape(text_field(vector, "value")).str());
}

} // namespace conformance
