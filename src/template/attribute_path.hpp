#pragma once

#include "template/failure.hpp"
#include "template/operators.hpp"
#include "template/unicode.hpp"

#include <string_view>
#include <vector>

namespace costrel::inline v1::templates {

// A text's lower case and any other value as it is: how filters compare that ignore case.
inline Var without_case(const Var& value)
{
    return value.is_text() ? Var::text(lower(value.view())) : value;
}

// What a filter's `attribute` names: "user.name", "0", or nothing, which is the value itself.
class AttributePath {
public:
    // `attribute` and `otherwise`, which stands for what is not there, may be nullptr.
    explicit AttributePath(const Var* attribute, const Var* otherwise = nullptr);

    Var of(const Var& value) const;

private:
    std::vector<Var> parts_;
    Var otherwise_;
};

} // namespace costrel::inline v1::templates
