#include "session/foreign.hpp"
#include "session/own_entries.hpp"

#include <costrel/flash.hpp>

#include <algorithm>
#include <optional>

namespace costrel::inline v1 {

namespace {

constexpr std::string_view flashes_key = "_flashes";

// Flask stores (category, message); anything else in the list was put there by somebody else.
std::optional<FlashedMessage> flashed_message(const Value& entry)
{
    const List* parts = nullptr;
    if (const Tuple* tuple = entry.as<Tuple>())
        parts = &tuple->items;
    else
        parts = entry.as<List>();
    if (!parts || parts->size() != 2)
        return std::nullopt;
    auto category = detail::value_to<std::string>((*parts)[0]);
    if (!category)
        return std::nullopt;
    return FlashedMessage{*std::move(category), (*parts)[1]};
}

} // namespace

void flash(Session& session, Value message, std::string_view category)
{
    if (const auto* const foreign = session::foreign_of(session)) {
        const auto entries = foreign->entries().flash(session.items(), message, category);
        if (!entries)
            session::throw_no_place(*foreign, "flash()");
        session.update(*entries);
        return;
    }
    session[flashes_key].append(Tuple{{Value(category), std::move(message)}});
}

std::vector<FlashedMessage>
get_flashed_messages(Session& session, const std::vector<std::string_view>& category_filter)
{
    std::vector<FlashedMessage> messages;
    for (const Value& entry : session.take_flashes(flashes_key)) {
        auto message = flashed_message(entry);
        if (message &&
            (category_filter.empty() || std::find(category_filter.begin(), category_filter.end(),
                                                  message->category) != category_filter.end()))
            messages.push_back(*std::move(message));
    }
    return messages;
}

} // namespace costrel::inline v1
