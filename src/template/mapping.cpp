#include "template/mapping.hpp"

#include "template/containers.hpp"
#include "template/failure.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/time_delta.hpp"

#include <cmath>

namespace costrel::inline v1::templates {

namespace {

constexpr std::size_t few = 16; // entries, which are looked through one by one

int rank(const Var& key)
{
    if (key.is_number() || key.kind == Kind::big)
        return 1;
    if (key.is_text())
        return 2;
    if (key.is_tuple())
        return 3;
    if (key.kind == Kind::value)
        return 4;
    if (key.kind == Kind::object)
        return 5;
    return key.is_none() ? 6 : 7;
}

// NaN is behind all others, and one key.
bool number_less(const Var& left, const Var& right)
{
    const auto is_nan = [](const Var& value) {
        return value.kind == Kind::real && std::isnan(value.as.real);
    };
    if (is_nan(left) || is_nan(right))
        return is_nan(right) && !is_nan(left);
    return number_order(left, right) < 0;
}

} // namespace

bool KeyOrder::operator()(const Var& left, const Var& right) const
{
    const int rank_of_left = rank(left);
    if (const int other = rank(right); rank_of_left != other)
        return rank_of_left < other;
    switch (rank_of_left) {
    case 1:
        if (left.kind == Kind::big || right.kind == Kind::big) {
            if (left.kind != right.kind)
                return right.kind == Kind::big;
            return left.view() < right.view();
        }
        return number_less(left, right);
    case 2:
        return left.view() < right.view();
    case 3: {
        const Nesting nesting;
        for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
            if ((*this)(left.at(i), right.at(i)))
                return true;
            if ((*this)(right.at(i), left.at(i)))
                return false;
        }
        return left.size() < right.size();
    }
    case 4:
        if (const auto dates = date_order(left, right)) // whatever their offsets
            return *dates < 0;
        return repr(left) < repr(right);
    case 5:
        return left.as.object->identity() < right.as.object->identity();
    default:
        return false;
    }
}

void require_hashable(const Var& key)
{
    const auto* view = key.object_as<DictView>();
    if (key.is_list() || key.is_dict() || (view && view->is_set()))
        fail_type("unhashable type: '" + std::string(type_name(key)) + "'");
    if (!key.is_tuple())
        return;
    const Nesting nesting;
    for (std::size_t i = 0; i < key.size(); ++i)
        require_hashable(key.at(i));
}

std::size_t Mapping::index_of(const Var& key) const
{
    if (!places_.empty()) {
        const auto found = places_.find(key);
        return found == places_.end() ? entries_.size() : found->second;
    }
    const KeyOrder order;
    std::size_t i = 0;
    while (i < entries_.size() && (order(entries_[i].first, key) || order(key, entries_[i].first)))
        ++i;
    return i;
}

const Var* Mapping::find(const Var& key) const
{
    const std::size_t i = index_of(key);
    return i < entries_.size() ? &entries_[i].second : nullptr;
}

void Mapping::set(const Var& key, Var value)
{
    require_hashable(key);
    const std::size_t i = index_of(key);
    if (i < entries_.size()) {
        entries_[i].second = std::move(value);
        return;
    }
    if (entries_.size() >= max_items)
        fail_limit("a dict of more than 1,000,000 items in a template");
    entries_.emplace_back(key, std::move(value));
    if (!places_.empty())
        places_.emplace(key, i);
    else if (entries_.size() > few)
        index();
}

bool Mapping::erase(const Var& key)
{
    const std::size_t i = index_of(key);
    if (i == entries_.size())
        return false;
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
    places_.clear();
    if (entries_.size() > few)
        index();
    return true;
}

void Mapping::clear() noexcept
{
    // What they hold may end with them, and must not find them here.
    std::vector<Entry>().swap(entries_);
    std::map<Var, std::size_t, KeyOrder>().swap(places_);
}

void Mapping::index()
{
    for (std::size_t i = 0; i < entries_.size(); ++i)
        places_.emplace(entries_[i].first, i);
}

} // namespace costrel::inline v1::templates
