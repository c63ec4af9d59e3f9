// Three versions of a session, each a line, are merged.
#include "session/merge.hpp"

#include "fuzz/input.hpp"

#include <costrel/session/record_format.hpp>
#include <costrel/tagged_json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

using namespace costrel;
using fuzz::require;

namespace {

std::size_t depth(const Value& value)
{
    std::size_t deepest = 0;
    if (const auto* const list = value.as<List>())
        for (const Value& item : *list)
            deepest = std::max(deepest, depth(item));
    else if (const auto* const dict = value.as<Dict>())
        for (const auto& entry : *dict)
            deepest = std::max(deepest, depth(entry.value));
    return deepest + 1;
}

// Texts are compared, because NaN is not equal to itself, with sorted keys, because a merge may
// give the entries another order.
std::string text_of(const Dict& values)
{
    JsonStyle style = JsonStyle::python;
    style.sort_keys = true;
    return json_dumps(values, style);
}

void require_laws(const Dict& base, const Dict& mine, const Dict& theirs)
{
    const session::Merged merged = session::merge(base, mine, theirs);
    require(!merged.conflict, "without a rule nothing fails");
    require(depth(merged.values) <= std::max({depth(base), depth(mine), depth(theirs)}),
            "what is merged is no deeper");
    require(text_of(session::merge(base, base, theirs).values) == text_of(theirs),
            "who changed nothing leaves what the other stored");
    require(text_of(session::merge(base, mine, base).values) == text_of(mine),
            "where nobody else changed anything it is what was stored");
    require(text_of(session::merge(base, mine, theirs, {}, true).values) == text_of(mine),
            "who emptied the session leaves nothing of the other");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    std::array<std::optional<Dict>, 3> sessions;
    for (auto& one : sessions)
        one = RecordFormat::costrel()->read(input.line());
    if (std::ranges::all_of(sessions, [](const auto& one) { return one.has_value(); }))
        require_laws(*sessions[0], *sessions[1], *sessions[2]);
    return 0;
}
