#include "template/filters.hpp"

#include <algorithm>
#include <vector>

namespace costrel::inline v1::templates {

namespace {

std::vector<Filter> sorted_filters()
{
    std::vector<Filter> all;
    for (const auto& some : {text_filters(), markup_filters(), number_filters(), sequence_filters(),
                             ordering_filters(), selecting_filters()})
        all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end(), [](const Filter& left, const Filter& right) {
        return left.signature.name < right.signature.name;
    });
    return all;
}

} // namespace

const Filter* find_filter(std::string_view name) noexcept
{
    static const std::vector<Filter> all = sorted_filters();
    const auto found = std::lower_bound(
        all.begin(), all.end(), name,
        [](const Filter& row, std::string_view searched) { return row.signature.name < searched; });
    return found != all.end() && found->signature.name == name ? &*found : nullptr;
}

Var apply(const Filter& filter, Rendering& rendering, const Var& value, const Arguments& arguments)
{
    return filter.run({rendering, value, Bound(filter.signature, arguments), arguments});
}

} // namespace costrel::inline v1::templates
