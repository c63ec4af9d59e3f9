#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

class Value;
struct DictItem; // a key and its value; complete in value.hpp

/// A Python dict with text keys: it keeps the order in which keys were first put in, and a
/// comparison of two dicts ignores that order.
///
/// Items lie in one vector: a session has few of them, and one allocation holds them all. A look-up
/// walks that vector.
class Dict {
public:
    using const_iterator = const DictItem*;

    Dict() noexcept;
    Dict(std::initializer_list<DictItem> items); ///< of equal keys, the last value wins
    Dict(const Dict&);
    Dict(Dict&&) noexcept;
    Dict& operator=(const Dict&);
    Dict& operator=(Dict&&) noexcept;
    ~Dict();

    /// A dict of `items`: of equal keys the last value wins, at the place of the first, as in
    /// Python. Takes O(n log n) comparisons whatever the keys are.
    static Dict from_items(std::vector<DictItem> items);

    std::size_t size() const noexcept;
    bool empty() const noexcept { return size() == 0; }
    const_iterator begin() const noexcept;
    const_iterator end() const noexcept;

    bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }
    /// The value of `key`, or nullptr. Valid until the dict is changed.
    const Value* find(std::string_view key) const noexcept;
    Value* find(std::string_view key) noexcept;

    /// The value of the item at `index`, in the order of iteration; it is less than size().
    Value& value_at(std::size_t index) noexcept;

    /// The value of `key`, put in as null when it is not there.
    Value& operator[](std::string_view key) &;
    /// The value of `key` in a dict that cannot be changed. Throws ValueKeyError when there is
    /// none.
    const Value& operator[](std::string_view key) const&;
    void set(std::string_view key, Value value);
    bool erase(std::string_view key);
    std::optional<Value> pop(std::string_view key);
    std::optional<DictItem> popitem(); ///< the item put in last, or nothing
    Value& setdefault(std::string_view key, Value value);
    void update(const Dict& other);
    void clear() noexcept;

    bool operator==(const Dict& other) const;

private:
    void reserve_for(std::size_t count);

    std::vector<DictItem> items_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop

#include <costrel/encoding/value.hpp> // Value and DictItem, which most users of Dict need
