#include "http/grammar.hpp"

#include <costrel/headers.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

using http::equal_ignoring_case;

[[noreturn]] void refuse(std::string_view name, std::string_view why)
{
    std::string sentence = "costrel: the header field \"";
    sentence += name;
    sentence += "\" cannot be set: ";
    sentence += why;
    throw std::invalid_argument(sentence);
}

void require_valid_value(std::string_view name, std::string_view value)
{
    if (http::has_control(value))
        refuse(name, "its value has a control character, such as CR or LF, which would start a new "
                     "line of the response");
}

void require_valid(std::string_view name, std::string_view value)
{
    if (!http::is_token(name))
        refuse(name, "its name must be a token (letters, digits and !#$%&'*+-.^_`|~)");
    require_valid_value(name, value);
    switch (name.size()) {
    case 4:
        if (equal_ignoring_case(name, "date"))
            refuse(name, "the server writes it");
        break;
    case 10:
        if (equal_ignoring_case(name, "connection"))
            refuse(name, "the server writes it");
        break;
    case 12:
        if (equal_ignoring_case(name, "content-type"))
            refuse(name, "set Response::content_type instead");
        break;
    case 14:
        if (equal_ignoring_case(name, "content-length"))
            refuse(name, "the server writes it from the body");
        break;
    case 17:
        if (equal_ignoring_case(name, "transfer-encoding"))
            refuse(name, "the server writes it");
        break;
    default:
        break;
    }
}

} // namespace

// Room for what a response with a session has (Vary, Set-Cookie, Cache-Control) and one more, in
// one allocation.
inline Header& Headers::append()
{
    constexpr std::size_t usual = 4;
    if (fields_.capacity() == 0)
        fields_.reserve(usual);
    return fields_.emplace_back();
}

void Headers::append(Text&& name, Text&& value)
{
    Header& field = append();
    field.name = std::move(name);
    field.value = std::move(value);
}

// A field that costrel writes, whose name is a token for ever.
void Headers::add_own(std::string_view name, std::string&& value)
{
    require_valid_value(name, value);
    Header& field = append();
    field.name = Text::literal(name);
    field.value = std::move(value);
}

void Headers::set(Text name, Text value)
{
    require_valid(name, value);
    const auto same_name = [&](const Header& field) {
        return equal_ignoring_case(field.name, name);
    };
    const auto first = std::find_if(fields_.begin(), fields_.end(), same_name);
    if (first == fields_.end()) {
        append(std::move(name), std::move(value));
        return;
    }
    fields_.erase(std::remove_if(first + 1, fields_.end(), same_name), fields_.end());
    *first = {std::move(name), std::move(value)};
}

void Headers::add(Text name, Text value)
{
    require_valid(name, value);
    append(std::move(name), std::move(value));
}

bool Headers::remove(std::string_view name)
{
    return std::erase_if(fields_, [&](const Header& field) {
               return equal_ignoring_case(field.name, name);
           }) != 0;
}

std::string_view Headers::get(std::string_view name) const noexcept
{
    for (const Header& field : fields_) {
        if (equal_ignoring_case(field.name, name))
            return field.value;
    }
    return {};
}

bool Headers::contains(std::string_view name) const noexcept
{
    return std::any_of(fields_.begin(), fields_.end(),
                       [&](const Header& field) { return equal_ignoring_case(field.name, name); });
}

void Headers::add_vary(std::string_view field_name)
{
    if (!http::is_token(field_name))
        refuse("Vary", "what is added to it must be the name of a field");
    if (!contains("vary")) { // the usual case, once for each response that used the session
        append("Vary", std::string(field_name));
        return;
    }
    bool present = false;
    std::string names;
    for (const Header& field : fields_) {
        if (!equal_ignoring_case(field.name, "vary"))
            continue;
        http::for_each_element(field.value, [&](std::string_view element) {
            present = present || equal_ignoring_case(element, field_name);
            names += element;
            names += ", ";
        });
    }
    if (present)
        return;
    names += field_name;
    set("Vary", std::move(names));
}

} // namespace costrel::inline v1
