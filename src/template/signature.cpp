#include "template/signature.hpp"

#include "template/failure.hpp"
#include "template/operators.hpp"

#include <string>

namespace costrel::inline v1::templates {

Bound::Bound(const Signature& signature, const Arguments& arguments)
{
    const auto fail = [&signature](const std::string& how) {
        fail_type(std::string(signature.name) + "()" + how);
    };
    if (arguments.positional.size() > signature.count && !signature.takes_rest)
        fail(" takes " + std::to_string(signature.count) + " arguments at most, and " +
             std::to_string(arguments.positional.size()) + " were given");
    for (std::size_t i = 0; i < arguments.positional.size() && i < signature.count; ++i)
        values_[i] = &arguments.positional[i];
    for (const auto& [name, value] : arguments.named) {
        std::size_t i = 0;
        while (i < signature.count && signature.parameters[i] != name)
            ++i;
        if (i == signature.count) {
            if (signature.takes_rest)
                continue;
            fail(" got an unexpected keyword argument '" + std::string(name) + "'");
        }
        if (values_[i])
            fail(" got multiple values for argument '" + std::string(name) + "'");
        values_[i] = &value;
    }
    for (std::size_t i = 0; i < signature.required; ++i)
        if (!values_[i])
            fail(" lacks an argument");
}

std::int64_t Bound::integer(std::size_t index, std::int64_t otherwise) const
{
    return values_[index] ? index_from(*values_[index]) : otherwise;
}

} // namespace costrel::inline v1::templates
