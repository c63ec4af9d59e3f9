#pragma once

#include "template/object.hpp"
#include "template/signature.hpp"

#include <span>
#include <string_view>

namespace costrel::inline v1::templates {

// One use of a filter.
struct FilterCall {
    Rendering& rendering; // outlives what is returned
    const Var& value;
    const Bound& bound;
    const Arguments& arguments;
};

struct Filter {
    Signature signature;
    Var (*run)(const FilterCall& call);
};

constexpr Filter filter(std::string_view name, std::string_view parameters,
                        Var (*run)(const FilterCall&))
{
    return {Signature::of(name, parameters), run};
}

std::span<const Filter> text_filters() noexcept;
std::span<const Filter> markup_filters() noexcept;
std::span<const Filter> number_filters() noexcept;
std::span<const Filter> sequence_filters() noexcept;
std::span<const Filter> ordering_filters() noexcept;
std::span<const Filter> selecting_filters() noexcept;

// One of Jinja's own, or nullptr.
const Filter* find_filter(std::string_view name) noexcept;
Var apply(const Filter& filter, Rendering& rendering, const Var& value, const Arguments& arguments);

// One use of a test.
struct Test {
    Signature signature;
    bool (*run)(const FilterCall& call);
};

const Test* find_test(std::string_view name) noexcept;
bool apply(const Test& test, Rendering& rendering, const Var& value, const Arguments& arguments);

} // namespace costrel::inline v1::templates
