#include "interop/framework_entries.hpp"

#include <costrel/html.hpp>
#include <costrel/session/errors.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

namespace costrel::inline v1::interop {

namespace {

constexpr std::string_view laravel_flash_key = "_flash";

// The names of one of the two lists of "_flash". What array_diff() of PHP leaves is not a list:
// its keys have gaps.
List names_in(const Dict& values, std::string_view list)
{
    const Value* const flash = values.find(laravel_flash_key);
    const Dict* const lists = flash ? flash->as<Dict>() : nullptr;
    const Value* const names = lists ? lists->find(list) : nullptr;
    if (!names)
        return {};
    if (const List* const in_order = names->as<List>())
        return *in_order;
    List result;
    if (const Dict* const with_gaps = names->as<Dict>())
        for (const DictItem& item : *with_gaps)
            result.push_back(item.value);
    return result;
}

bool contains(const List& names, std::string_view name)
{
    return std::ranges::find(names, Value(name)) != names.end();
}

Dict lists_of(List old_names, List new_names)
{
    return {{"old", std::move(old_names)}, {"new", std::move(new_names)}};
}

bool is_message(const Value& value)
{
    return value.as<std::string>() || value.as<Html>();
}

// A message stands under its category among the other entries, and "_flash" says that Laravel is to
// forget it after the next request: "old" names those that the next one shows, since Laravel moves
// them there from "new" when it saves.
class LaravelEntries final : public FrameworkEntries {
public:
    std::optional<Dict> flash(const Dict& values, const Value& message,
                              std::string_view category) const override
    {
        List old_names = names_in(values, "old");
        List new_names = names_in(values, "new");
        const bool is_flashed = contains(old_names, category) || contains(new_names, category);
        if (category.starts_with('_') || (values.contains(category) && !is_flashed))
            throw SessionFormatError("costrel: flash(): Laravel keeps a message as the entry that "
                                     "its category names, and \"" +
                                     std::string(category) + "\" is another entry");
        std::erase(new_names, Value(category));
        if (!contains(old_names, category))
            old_names.push_back(Value(category));
        Dict entries;
        entries.set(category, message);
        entries.set(laravel_flash_key, lists_of(std::move(old_names), std::move(new_names)));
        return entries;
    }

    // Its messages are texts; what else it keeps for one request ("_old_input") stays.
    List take_flashes(Dict& values) const override
    {
        List taken;
        const auto left_of = [&](std::string_view list) {
            List names = names_in(values, list);
            std::erase_if(names, [&](const Value& name) {
                const auto* const category = name.as<std::string>();
                const Value* const message = category ? values.find(*category) : nullptr;
                if (!message || !is_message(*message))
                    return false;
                taken.push_back(Tuple{{name, *message}});
                values.erase(*category);
                return true;
            });
            return names;
        };
        List old_names = left_of("old");
        List new_names = left_of("new");
        if (!taken.empty())
            values.set(laravel_flash_key, lists_of(std::move(old_names), std::move(new_names)));
        return taken;
    }
};

} // namespace

const FrameworkEntries& laravel_entries()
{
    static const LaravelEntries entries;
    return entries;
}

} // namespace costrel::inline v1::interop
