#pragma once

#include "template/object.hpp"

#include <optional>
#include <string_view>

namespace costrel::inline v1::templates {

class Rendering;

// What a rendering finds outside of its templates: the application's own filters and tests, and
// the names that all of them know.
class Surroundings {
public:
    virtual ~Surroundings() = default;

    virtual std::optional<Var> global(std::string_view name) = 0;
    // The context that processors add, behind what the handler passes.
    virtual const Value* from_processors(std::string_view name) = 0;
    virtual bool has_filter(std::string_view name) const = 0;
    virtual bool has_test(std::string_view name) const = 0;
    virtual Var call_filter(std::string_view name, const Var& value,
                            const Arguments& arguments) = 0;
    virtual bool call_test(std::string_view name, const Var& value, const Arguments& arguments) = 0;
};

} // namespace costrel::inline v1::templates
