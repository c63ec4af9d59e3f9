#pragma once

#include "template/object.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace costrel::inline v1::templates {

// range(), which holds no numbers.
class Range : public Object {
public:
    Range(std::int64_t start, std::int64_t stop, std::int64_t step);

    std::string_view type_name() const override { return "range"; }
    std::string repr() override;
    bool is_true() override { return size_ > 0; }
    std::optional<std::size_t> length() override { return size_; }
    bool is_iterable() const override { return true; }
    bool is_sequence() const override { return true; }
    std::optional<Var> item(const Var& key) override;
    std::optional<Var> slice(const Var& start, const Var& stop, const Var& step) override;
    bool next(std::size_t& state, Var& out) override;
    bool has_item(const Var& searched) override;
    bool is_equal(const Object& other) const override;
    std::span<const Method> methods() const noexcept override;
    std::optional<Var> attribute(std::string_view name) override;
    Identity identity() const noexcept override; // the same for ranges of the same numbers
    Var at(std::size_t index) const;

private:
    std::int64_t start_;
    std::int64_t stop_;
    std::int64_t step_;
    std::size_t size_;
};

} // namespace costrel::inline v1::templates
