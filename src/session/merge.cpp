#include "session/merge.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace costrel::inline v1::session {

namespace {

// A value of each side, or nullptr where the entry is not there.
struct Place {
    const Value* base;
    const Value* mine;
    const Value* theirs;

    bool is_changed_by_me() const { return !same(base, mine); }
    bool is_changed_by_them() const { return !same(base, theirs); }

    static bool same(const Value* left, const Value* right)
    {
        return left == right || (left && right && *left == *right);
    }
};

std::optional<Value> copy(const Value* value)
{
    return value ? std::optional(*value) : std::nullopt;
}

// Both changes of a number count. Nothing when one is not a whole number, or the sum too large.
std::optional<Value> sum_of(const Place& place)
{
    const std::int64_t zero = 0;
    const auto number = [&](const Value* value) {
        return value ? value->as<std::int64_t>() : &zero;
    };
    const std::int64_t* const base = number(place.base);
    const std::int64_t* const mine = number(place.mine);
    const std::int64_t* const theirs = number(place.theirs);
    std::int64_t change{};
    std::int64_t sum{};
    if ((!place.mine && !place.theirs) || !base || !mine || !theirs ||
        __builtin_sub_overflow(*mine, *base, &change) ||
        __builtin_add_overflow(*theirs, change, &sum))
        return std::nullopt;
    return Value(sum);
}

// Takes out of `list` one element that equals each of `elements`; gives those that it did not have.
List take_out(List& list, const List& elements)
{
    List missing;
    for (const Value& element : elements) {
        const auto found = std::find(list.begin(), list.end(), element);
        if (found == list.end())
            missing.push_back(element);
        else
            list.erase(found);
    }
    return missing;
}

// The entries of a dict by their keys. Up to `few` comparing each with each is faster than sorting,
// and it allocates nothing.
class Lookup {
public:
    explicit Lookup(const Dict& dict) : dict_(dict)
    {
        constexpr std::size_t few = 16;
        if (dict.size() <= few)
            return;
        sorted_.reserve(dict.size());
        for (const DictItem& item : dict)
            sorted_.push_back(&item);
        std::ranges::sort(sorted_, {}, &DictItem::key);
    }
    const Value* find(std::string_view key) const
    {
        if (sorted_.empty())
            return dict_.find(key);
        const auto item = std::ranges::lower_bound(sorted_, key, {}, &DictItem::key);
        return item != sorted_.end() && (*item)->key == key ? &(*item)->value : nullptr;
    }

private:
    const Dict& dict_;
    std::vector<const DictItem*> sorted_;
};

class Merger {
public:
    explicit Merger(const MergeRules& rules) : rules_(rules) {}

    // Theirs first, which is what is stored; then what only this request has, in its order.
    Dict dicts(const Dict& base, const Dict& mine, const Dict& theirs)
    {
        const Lookup in_base(base), in_mine(mine), in_theirs(theirs);
        std::vector<DictItem> merged;
        merged.reserve(theirs.size());
        for (const auto& [key, value] : theirs)
            put(merged, key, {in_base.find(key), in_mine.find(key), &value});
        for (const auto& [key, value] : mine)
            if (!in_theirs.find(key))
                put(merged, key, {in_base.find(key), &value, nullptr});
        return Dict::from_items(std::move(merged));
    }

    std::optional<std::string> take_conflict() { return std::move(conflict_); }

private:
    void put(std::vector<DictItem>& merged, const std::string& key, const Place& place)
    {
        path_.push_back(key);
        if (auto value = merge(place))
            merged.push_back({key, *std::move(value)});
        path_.pop_back();
    }

    // The order matters.
    std::optional<Value> merge(const Place& place)
    {
        const MergeRule rule = rules_.of(path_);
        if (rule == MergeRule::add) // before all comparisons: two "+1" look the same
            if (auto sum = sum_of(place))
                return sum;
        if (!place.is_changed_by_me())
            return copy(place.theirs);
        if (!place.is_changed_by_them())
            return copy(place.mine);
        switch (rule) {
        case MergeRule::last_wins:
            return copy(place.mine);
        case MergeRule::first_wins:
            return copy(place.theirs);
        case MergeRule::fail:
            return fail(place);
        case MergeRule::by_type:
        case MergeRule::add:
            break;
        }
        return by_type(place);
    }

    std::optional<Value> fail(const Place& place)
    {
        if (!Place::same(place.mine, place.theirs) && !conflict_) {
            conflict_.emplace();
            for (const std::string_view key : path_)
                conflict_->append(conflict_->empty() ? "" : ".").append(key);
        }
        return copy(place.theirs);
    }

    std::optional<Value> by_type(const Place& place)
    {
        if (auto list = lists(place)) // two appends of equal things are two things
            return list;
        if (Place::same(place.mine, place.theirs))
            return copy(place.mine);
        const Dict* const mine = place.mine ? place.mine->as<Dict>() : nullptr;
        const Dict* const theirs = place.theirs ? place.theirs->as<Dict>() : nullptr;
        if (mine && theirs) {
            static const Dict none;
            const Dict* const base = place.base ? place.base->as<Dict>() : nullptr;
            return Value(dicts(base ? *base : none, *mine, *theirs));
        }
        if (place.base && (!place.mine || !place.theirs))
            return std::nullopt; // taking out beats changing
        return copy(place.mine);
    }

    // What each side did to the base is done to the other's list. While nobody took an element out,
    // elements are the same by their place; once somebody did, by their value. A list that is not
    // there counts as empty, so that messages flashed while others are shown survive.
    std::optional<Value> lists(const Place& place)
    {
        static const List none;
        const auto list = [](const Value* value) { return value ? value->as<List>() : &none; };
        const List* const base = list(place.base);
        const List* const mine = list(place.mine);
        const List* const theirs = list(place.theirs);
        if (!base || !mine || !theirs || (!place.mine && !place.theirs) ||
            (!place.base && (!place.mine || !place.theirs)))
            return std::nullopt;
        if (mine->size() >= base->size() && theirs->size() >= base->size())
            return Value(by_place(*base, *mine, *theirs));
        constexpr std::size_t longest = 1'000; // each is compared with each
        if (std::max({base->size(), mine->size(), theirs->size()}) > longest)
            return std::nullopt;
        List added = *mine;
        const List removed = take_out(added, *base);
        List merged = *theirs;
        take_out(merged, removed);
        merged.insert(merged.end(), added.begin(), added.end());
        if (merged.empty() && (!place.mine || !place.theirs))
            return std::nullopt;
        return Value(std::move(merged));
    }

    List by_place(const List& base, const List& mine, const List& theirs)
    {
        List merged;
        for (std::size_t i = 0; i < base.size(); ++i)
            if (auto value = merge({&base[i], &mine[i], &theirs[i]}))
                merged.push_back(*std::move(value));
        const auto size = static_cast<std::ptrdiff_t>(base.size());
        merged.insert(merged.end(), theirs.begin() + size, theirs.end());
        merged.insert(merged.end(), mine.begin() + size, mine.end());
        return merged;
    }

    const MergeRules& rules_;
    MergeRules::Path path_;
    std::optional<std::string> conflict_;
};

std::vector<std::string> path_of(std::string_view entry)
{
    std::vector<std::string> path;
    for (;;) {
        const std::size_t dot = entry.find('.');
        path.emplace_back(entry.substr(0, dot));
        if (dot == entry.npos)
            return path;
        entry.remove_prefix(dot + 1);
    }
}

} // namespace

MergeRules::MergeRules(const std::vector<std::pair<std::string, MergeRule>>& rules)
{
    for (const auto& [entry, rule] : rules)
        rules_.emplace_back(path_of(entry), rule);
}

MergeRules MergeRules::with_counters(const std::vector<std::string>& entries) const
{
    MergeRules rules = *this;
    for (const std::string& entry : entries)
        rules.rules_.emplace_back(std::vector{entry}, MergeRule::add);
    return rules;
}

// The last rule of an entry counts: session.add() is more recent than the configuration.
MergeRule MergeRules::of(const Path& path) const noexcept
{
    for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule)
        if (std::equal(path.begin(), path.end(), rule->first.begin(), rule->first.end()))
            return rule->second;
    return MergeRule::by_type;
}

Merged merge(const Dict& base, const Dict& mine, const Dict& theirs, const MergeRules& rules,
             bool cleared)
{
    if (cleared)
        return {.values = mine};
    Merger merger(rules);
    Merged merged{.values = merger.dicts(base, mine, theirs)};
    merged.conflict = merger.take_conflict();
    return merged;
}

} // namespace costrel::inline v1::session
