#include <costrel/named.hpp>

namespace costrel::inline v1::detail {

void append_html_arguments(std::string& out, std::string_view format,
                           std::initializer_list<HtmlArgument> arguments)
{
    auto next = arguments.begin(); // of those without a name
    for (std::string_view braces; !(braces = find_braces(format)).empty();) {
        const auto before = static_cast<std::size_t>(braces.data() - format.data());
        out += format.substr(0, before);
        format.remove_prefix(before + braces.size());
        const std::string_view name = braces.substr(1, braces.size() - 2);
        auto argument = name.empty() ? next : arguments.begin();
        while (argument->name != name)
            ++argument;
        if (name.empty())
            next = argument + 1;
        argument->append(out, argument->value);
    }
    out += format;
}

} // namespace costrel::inline v1::detail
