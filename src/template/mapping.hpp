#pragma once

#include "template/var.hpp"

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

namespace costrel::inline v1::templates {

// Puts keys that are equal in Python's sense at one place, whatever they are made to collide with:
// a search costs the logarithm of the number of keys.
struct KeyOrder {
    bool operator()(const Var& left, const Var& right) const;
};

// Throws Python's TypeError when the value cannot be a key.
void require_hashable(const Var& key);

// A dict that a template made. Keys are any values that Python can hash.
class Mapping : public Shared {
public:
    using Entry = std::pair<Var, Var>;

    std::size_t size() const noexcept { return entries_.size(); }
    const Entry& operator[](std::size_t index) const noexcept { return entries_[index]; }
    const Var* find(const Var& key) const;
    void set(const Var& key, Var value);
    bool erase(const Var& key);
    void clear() noexcept;
    void let_go() noexcept override { clear(); }

private:
    std::size_t index_of(const Var& key) const; // size() when it is not there
    void index();

    std::vector<Entry> entries_;
    std::map<Var, std::size_t, KeyOrder> places_; // when there are many entries
};

} // namespace costrel::inline v1::templates
