#pragma once

#include "template/failure.hpp"
#include "template/filters.hpp"
#include "template/rendering.hpp"

#include <string>

namespace costrel::inline v1::templates {

// A rendering that escapes, of no template.
class NothingAround : public Rendering {
public:
    bool autoescapes() const noexcept override { return true; }
    Var call_filter(std::string_view name, const Var& value, const Arguments& arguments) override
    {
        const Filter* const filter = find_filter(name);
        if (!filter)
            fail_value("No filter named '" + std::string(name) + "'.");
        return apply(*filter, *this, value, arguments);
    }
    bool call_test(std::string_view name, const Var& value, const Arguments& arguments) override
    {
        const Test* const test = find_test(name);
        if (!test)
            fail_value("No test named '" + std::string(name) + "'.");
        return apply(*test, *this, value, arguments);
    }
    bool has_filter(std::string_view name) const override { return find_filter(name) != nullptr; }
    bool has_test(std::string_view name) const override { return find_test(name) != nullptr; }
};

// What `work` fails with: the kind, and the sentence.
template <class Work>
std::string failure_of(Work work)
{
    try {
        work();
    } catch (const Failure& failure) {
        return (failure.kind == TemplateError::Kind::limit ? "limit: " : "") + failure.message;
    }
    return "it works";
}

} // namespace costrel::inline v1::templates
