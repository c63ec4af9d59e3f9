#pragma once

#include "template/object.hpp"

#include <string_view>

namespace costrel::inline v1::templates {

// What a filter, a macro or a function of a template can ask of the rendering it is in.
class Rendering {
public:
    virtual ~Rendering() = default;

    // Whether what is put out at this place is escaped.
    virtual bool autoescapes() const noexcept = 0;
    virtual Var call_filter(std::string_view name, const Var& value,
                            const Arguments& arguments) = 0;
    virtual bool call_test(std::string_view name, const Var& value, const Arguments& arguments) = 0;
    virtual bool has_filter(std::string_view name) const = 0;
    virtual bool has_test(std::string_view name) const = 0;

    // Calls what can be called; throws Python's TypeError, or when calls are nested too deep.
    Var call(const Var& function, const Arguments& arguments);

    // Counts what is nested: calls, includes, blocks.
    class Nested {
    public:
        explicit Nested(Rendering& rendering);
        Nested(const Nested&) = delete;
        Nested& operator=(const Nested&) = delete;
        ~Nested() { --rendering_.depth_; }

    private:
        Rendering& rendering_;
    };

private:
    int depth_ = 0;
};

} // namespace costrel::inline v1::templates
