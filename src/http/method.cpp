#include <costrel/method.hpp>

namespace costrel {

namespace {

constexpr Method all_methods[] = {GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS};

} // namespace

std::optional<Method> parse_method(std::string_view name) noexcept
{
    for (Method method : all_methods) {
        if (method_name(method) == name)
            return method;
    }
    return std::nullopt;
}

std::string Methods::allow() const
{
    std::string names;
    for (Method method : all_methods) {
        if (!has(method))
            continue;
        if (!names.empty())
            names += ", ";
        names += method_name(method);
    }
    return names;
}

} // namespace costrel
