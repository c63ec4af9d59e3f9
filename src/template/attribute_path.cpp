#include "template/attribute_path.hpp"

#include "encoding/ascii.hpp"

#include <algorithm>

namespace costrel::inline v1::templates {

namespace {

// `kind` is that of the whole, which messages show.
Var part_of(std::string_view text, Kind kind)
{
    const bool is_number = !text.empty() && text.size() < 10 &&
                           std::all_of(text.begin(), text.end(), encoding::is_digit);
    if (!is_number)
        return Var::text(std::string(text), kind);
    std::int64_t number = 0;
    for (const char c : text)
        number = number * 10 + (c - '0');
    return Var::integer(number);
}

} // namespace

AttributePath::AttributePath(const Var* attribute, const Var* otherwise)
{
    if (otherwise && !otherwise->is_none())
        otherwise_ = *otherwise;
    if (!attribute || attribute->is_none())
        return;
    if (!attribute->is_text()) {
        parts_.push_back(*attribute);
        return;
    }
    std::string_view rest = attribute->view();
    for (std::size_t dot = rest.find('.'); dot != rest.npos; dot = rest.find('.')) {
        parts_.push_back(part_of(rest.substr(0, dot), attribute->kind));
        rest.remove_prefix(dot + 1);
    }
    parts_.push_back(part_of(rest, attribute->kind));
}

Var AttributePath::of(const Var& value) const
{
    Var found = value;
    for (const Var& part : parts_) {
        found = item_of(found, part);
        if (found.is_undefined() && !otherwise_.is_missing())
            found = otherwise_;
    }
    return found;
}

} // namespace costrel::inline v1::templates
