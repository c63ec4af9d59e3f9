#include <costrel/method.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace costrel::inline v1 {

namespace {

constexpr Method all_methods[] = {GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS};

// method_name() makes its table anew wherever it does not run while compiling.
constexpr std::array<std::string_view, std::size(all_methods)> names = [] {
    std::array<std::string_view, std::size(all_methods)> made;
    for (Method method : all_methods)
        made[static_cast<std::size_t>(method)] = method_name(method);
    return made;
}();

// The only method that may have the name, whose length and beginning tell: every request comes by.
constexpr std::optional<Method> candidate(std::string_view name) noexcept
{
    switch (name.size()) {
    case 3:
        return name.front() == 'G' ? GET : PUT;
    case 4:
        return name.front() == 'P' ? POST : HEAD;
    case 5:
        return PATCH;
    case 6:
        return DELETE;
    case 7:
        return OPTIONS;
    default:
        return std::nullopt;
    }
}
static_assert(std::ranges::all_of(all_methods, [](Method method) {
    return candidate(method_name(method)) == method;
}));

} // namespace

std::optional<Method> parse_method(std::string_view name) noexcept
{
    const std::optional<Method> method = candidate(name);
    return method && names[static_cast<std::size_t>(*method)] == name ? method : std::nullopt;
}

std::string Methods::allow() const
{
    std::string list;
    for (Method method : all_methods) {
        if (!has(method))
            continue;
        if (!list.empty())
            list += ", ";
        list += method_name(method);
    }
    return list;
}

} // namespace costrel::inline v1
