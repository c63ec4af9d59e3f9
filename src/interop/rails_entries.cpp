#include "interop/framework_entries.hpp"

#include <algorithm>
#include <string>

namespace costrel::inline v1::interop {

namespace {

constexpr std::string_view flash_key = "flash";

// The messages that ActionDispatch::Flash would show on the next page.
Dict messages_of(const Dict& values)
{
    const Value* const flash = values.find(flash_key);
    const Dict* const parts = flash ? flash->as<Dict>() : nullptr;
    const Value* const kept = parts ? parts->find("flashes") : nullptr;
    if (!kept || !kept->as<Dict>())
        return {};
    Dict messages = *kept->as<Dict>();
    const Value* const discard = parts->find("discard");
    if (const List* const names = discard ? discard->as<List>() : nullptr)
        for (const Value& name : *names)
            if (const auto* text = name.as<std::string>())
                messages.erase(*text);
    return messages;
}

// One message of a category: as with flash[:notice] = …, the last one stays.
class RailsEntries final : public FrameworkEntries {
public:
    std::optional<Dict> flash(const Dict& values, const Value& message,
                              std::string_view category) const override
    {
        Dict messages = messages_of(values);
        messages.set(category, message);
        Dict entries;
        entries.set(flash_key, Dict{{"discard", List{}}, {"flashes", std::move(messages)}});
        return entries;
    }

    List take_flashes(Dict& values) const override
    {
        List taken;
        for (const DictItem& item : messages_of(values))
            taken.push_back(Tuple{{Value(item.key), item.value}});
        if (!taken.empty())
            values.erase(flash_key);
        return taken;
    }
};

} // namespace

const FrameworkEntries& rails_entries()
{
    static const RailsEntries entries;
    return entries;
}

} // namespace costrel::inline v1::interop
