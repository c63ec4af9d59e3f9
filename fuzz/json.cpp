// JSON, plain and with Flask's tags: what was read is written, and reads back as the same.
#include "fuzz/input.hpp"

#include <costrel/tagged_json.hpp>

#include <stdexcept>

using namespace costrel;
using fuzz::require;

namespace {

// Texts are compared, because NaN is not equal to itself.
void require_plain_round_trip(std::string_view text)
{
    const auto read = json_loads(text);
    if (!read) {
        require(read.error().offset <= text.size(), "an error lies within the text");
        require(!read.error().message.empty(), "an error has a sentence");
        return;
    }
    const std::string written = json_dumps(*read);
    for (const JsonStyle& style : {JsonStyle::python, JsonStyle::flask, JsonStyle::itsdangerous}) {
        const std::string styled = json_dumps(*read, style);
        const auto again = json_loads(styled);
        require(again.has_value(), "what was written is read");
        require(json_dumps(*again, style) == styled, "what was read is written alike");
        if (!style.sort_keys)
            require(json_dumps(*again) == written, "every style says the same");
    }
}

void require_tagged_round_trip(std::string_view text)
{
    const auto read = TaggedJSONSerializer::loads(text);
    if (!read)
        return;
    require(json_loads(text).has_value(), "tagged JSON is JSON");
    std::string written;
    try {
        written = TaggedJSONSerializer::dumps(*read);
    } catch (const std::invalid_argument&) {
        return; // a moment outside the calendar, or a tuple that came as a text
    }
    const auto again = TaggedJSONSerializer::loads(written);
    require(again.has_value(), "what was written is read");
    require(TaggedJSONSerializer::dumps(*again) == written, "what was read is written alike");
    require(again->type_name() == read->type_name(), "a value keeps its type");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::Input(data, size).rest();
    require_plain_round_trip(text);
    require_tagged_round_trip(text);
    return 0;
}
