#pragma once

#include "template/failure.hpp"
#include "template/object.hpp"
#include "template/operators.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::templates {

// dict.items(), dict.keys() and dict.values(), which see what is put in later.
class DictView : public Object {
public:
    enum class Part { keys, values, items };

    DictView(Var dict, Part part) : dict_(std::move(dict)), part_(part) {}

    std::string_view type_name() const override;
    std::string repr() override;
    bool is_true() override { return dict_size(dict_) > 0; }
    std::optional<std::size_t> length() override { return dict_size(dict_); }
    bool is_iterable() const override { return true; }
    bool is_dict_view() const override { return true; }
    bool next(std::size_t& state, Var& out) override;
    bool has_item(const Var& searched) override;
    bool is_equal(const Object& other) const override;
    std::span<const Method> methods() const noexcept override;
    // As Python's, those of keys and items are sets.
    bool is_set() const noexcept { return part_ != Part::values; }

private:
    Var at(std::size_t index) const;

    Var dict_;
    Part part_;
};

// What a filter yields, value by value and once.
class Generator : public Object {
public:
    std::string_view type_name() const override { return "generator"; }
    bool is_iterable() const override { return true; }
    bool next(std::size_t&, Var& out) override;

protected:
    // The next value; false at the end.
    virtual bool produce(Var& out) = 0;

private:
    bool is_done_ = false;
    bool is_at_work_ = false;
};

template <class F>
class FunctionGenerator : public Generator {
public:
    explicit FunctionGenerator(F produce) : produce_(std::move(produce)) {}
    void let_go() noexcept override { produce_.reset(); }

private:
    bool produce(Var& out) override { return (*produce_)(out); }
    std::optional<F> produce_;
};

template <class F>
Var generator(F produce)
{
    return Var::object(make<FunctionGenerator<F>>(std::move(produce)));
}

// Throws when the value is `container` or holds it: what holds itself would never end.
void require_apart(const Var& value, const Shared* container);
// Puts in what a mapping holds, or an iterable of pairs.
void update(Mapping& mapping, const Var& other);
// Takes an iterable of exactly `count` values apart.
std::vector<Var> unpacked(const Var& value, std::size_t count);

// Python's sort: stable, by `key`.
template <class Key>
void sort_values(std::vector<Var>& values, Key key, bool reverse)
{
    std::vector<std::pair<Var, Var>> keyed;
    keyed.reserve(values.size());
    for (Var& value : values) {
        Var its_key = key(value);
        keyed.emplace_back(std::move(its_key), std::move(value));
    }
    std::stable_sort(keyed.begin(), keyed.end(), [reverse](const auto& left, const auto& right) {
        return reverse ? less(right.first, left.first) : less(left.first, right.first);
    });
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = std::move(keyed[i].second);
}

} // namespace costrel::inline v1::templates
