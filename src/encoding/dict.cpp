#include <costrel/dict.hpp>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace costrel::inline v1 {

namespace {

// Up to here comparing each key with each is faster than sorting, and it allocates nothing.
constexpr std::size_t few_items = 16;

bool has_duplicates(const std::vector<DictItem>& items)
{
    for (std::size_t i = 1; i < items.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (items[i].key == items[j].key)
                return true;
        }
    }
    return false;
}

// The items ordered by key; items of equal keys keep their order.
template <class Items>
auto by_key(Items& items)
{
    std::vector<decltype(items.data())> sorted(items.size());
    std::iota(sorted.begin(), sorted.end(), items.data());
    std::ranges::sort(sorted, [](const DictItem* left, const DictItem* right) {
        const int order = left->key.compare(right->key);
        return order != 0 ? order < 0 : left < right;
    });
    return sorted;
}

} // namespace

Dict::Dict(const Dict&) = default;
Dict& Dict::operator=(const Dict&) = default;

Dict::Dict(std::initializer_list<DictItem> items) : Dict(from_items({items.begin(), items.end()}))
{
}

Dict Dict::from_items(std::vector<DictItem> items)
{
    Dict dict;
    if (items.size() > few_items || has_duplicates(items)) {
        const auto sorted = by_key(items);
        std::vector<bool> dropped(items.size());
        for (auto first = sorted.begin(); first != sorted.end();) {
            const auto last = std::find_if(first, sorted.end(), [&](const DictItem* item) {
                return item->key != (*first)->key;
            });
            if (last - first > 1)
                (*first)->value = std::move((*(last - 1))->value);
            for (auto it = first + 1; it != last; ++it)
                dropped[static_cast<std::size_t>(*it - items.data())] = true;
            first = last;
        }
        std::size_t i = 0;
        std::erase_if(items, [&](const DictItem&) { return dropped[i++]; });
    }
    dict.items_ = std::move(items);
    return dict;
}

std::size_t Dict::size() const noexcept
{
    return items_.size();
}

Dict::const_iterator Dict::begin() const noexcept
{
    return items_.data();
}

Dict::const_iterator Dict::end() const noexcept
{
    return items_.data() + items_.size();
}

const Value* Dict::find(std::string_view key) const noexcept
{
    for (const DictItem& item : items_) {
        if (item.key == key)
            return &item.value;
    }
    return nullptr;
}

Value* Dict::find(std::string_view key) noexcept
{
    return const_cast<Value*>(std::as_const(*this).find(key));
}

Value& Dict::value_at(std::size_t index) noexcept
{
    return items_[index].value;
}

Value& Dict::operator[](std::string_view key) &
{
    return setdefault(key, Value());
}

const Value& Dict::operator[](std::string_view key) const&
{
    if (const Value* found = find(key))
        return *found;
    throw ValueKeyError("costrel: the dict has no \"" + std::string(key) +
                        "\"; ask with contains() first, or use find()");
}

void Dict::set(std::string_view key, Value value)
{
    if (Value* present = find(key))
        *present = std::move(value);
    else
        items_.push_back({std::string(key), std::move(value)});
}

bool Dict::erase(std::string_view key)
{
    return pop(key).has_value();
}

std::optional<Value> Dict::pop(std::string_view key)
{
    const auto item = std::ranges::find(items_, key, &DictItem::key);
    if (item == items_.end())
        return std::nullopt;
    std::optional<Value> value(std::move(item->value));
    items_.erase(item);
    return value;
}

std::optional<DictItem> Dict::popitem()
{
    if (items_.empty())
        return std::nullopt;
    std::optional<DictItem> item(std::move(items_.back()));
    items_.pop_back();
    return item;
}

Value& Dict::setdefault(std::string_view key, Value value)
{
    if (Value* present = find(key))
        return *present;
    items_.push_back({std::string(key), std::move(value)});
    return items_.back().value;
}

// Room for so many items more, growing as push_back() does.
void Dict::reserve_for(std::size_t count)
{
    if (items_.capacity() - items_.size() < count)
        items_.reserve(std::max(items_.size() + count, items_.capacity() * 2));
}

void Dict::update(const Dict& other)
{
    if (other.size() <= few_items) {
        // All that can fail comes first, so that out of memory nothing is half done. A copy, too,
        // because `other` may be this dict or lie within it.
        std::vector<DictItem> added = other.items_;
        reserve_for(added.size());
        for (DictItem& item : added) {
            if (Value* present = find(item.key))
                *present = std::move(item.value);
            else
                items_.push_back(std::move(item));
        }
        return;
    }
    std::vector<DictItem> items = items_;
    items.insert(items.end(), other.begin(), other.end());
    *this = from_items(std::move(items));
}

void Dict::clear() noexcept
{
    items_.clear();
}

bool Dict::operator==(const Dict& other) const
{
    if (size() != other.size())
        return false;
    // Most often the order is the same too, and then nothing has to be looked up.
    const auto [l, r] = std::ranges::mismatch(*this, other, {}, &DictItem::key, &DictItem::key);
    if (l == end())
        return std::ranges::equal(*this, other, {}, &DictItem::value, &DictItem::value);
    if (size() <= few_items) {
        return std::ranges::all_of(*this, [&](const DictItem& item) {
            const Value* value = other.find(item.key);
            return value != nullptr && *value == item.value;
        });
    }
    return std::ranges::equal(by_key(items_), by_key(other.items_),
                              [](const DictItem* a, const DictItem* b) { return *a == *b; });
}

} // namespace costrel::inline v1
