#include "encoding/ascii.hpp"
#include "template/failure.hpp"
#include "template/format.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/unicode.hpp"

#include <algorithm>

// str.format().
namespace costrel::inline v1::templates {

namespace {

constexpr int deepest_spec = 2; // a specification may have fields, which have none

bool is_number(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), encoding::is_digit);
}

std::size_t read_index(std::string_view text)
{
    std::size_t number = 0;
    for (const char c : text) {
        number = number * 10 + static_cast<std::size_t>(c - '0');
        if (number > max_items)
            fail_value("Too many decimal digits in format string");
    }
    return number;
}

class Formatter {
public:
    // Of `mapping`, or of `arguments`.
    Formatter(const Var& format, const Arguments* arguments, const Var* mapping)
        : arguments_(arguments), mapping_(mapping), is_markup_(format.is_markup())
    {
    }

    std::string format(std::string_view text, int depth)
    {
        std::string out;
        while (!text.empty()) {
            const std::size_t brace = text.find_first_of("{}");
            out += text.substr(0, brace);
            if (brace == text.npos)
                break;
            const char c = text[brace];
            text.remove_prefix(brace + 1);
            if (text.starts_with(c)) {
                out += c;
                text.remove_prefix(1);
            } else if (c == '}') {
                fail_value("Single '}' encountered in format string");
            } else {
                append_field(out, text, depth);
            }
            require_room(out);
        }
        return out;
    }

private:
    // `text` begins behind an opening brace, and is left behind the closing one.
    void append_field(std::string& out, std::string_view& text, int depth)
    {
        if (text.empty())
            fail_value("Single '{' encountered in format string");
        if (depth == 0)
            fail_value("Max string recursion exceeded");
        const std::string_view name = text.substr(0, end_of_name(text));
        std::size_t end = name.size();
        for (int open = 1;; ++end) {
            if (end == text.size())
                fail_value("expected '}' before end of string");
            open += text[end] == '{' ? 1 : text[end] == '}' ? -1 : 0;
            if (open == 0)
                break;
        }
        std::string_view field = text.substr(name.size(), end - name.size());
        text.remove_prefix(end + 1);
        char conversion = '\0';
        if (field.starts_with('!')) {
            if (field.size() < 2)
                fail_value("end of string while looking for conversion specifier");
            conversion = field[1];
            field.remove_prefix(2);
            if (!field.empty() && field.front() != ':')
                fail_value("expected ':' after conversion specifier");
        }
        std::string spec;
        Var value = value_of(name);
        if (field.starts_with(':'))
            spec = format(field.substr(1), depth - 1);
        if (conversion == 's')
            value = Var::text(text_of(value));
        else if (conversion == 'r')
            value = Var::text(repr(value));
        else if (conversion == 'a')
            value = Var::text(ascii_only(repr(value)));
        else if (conversion != '\0')
            fail_value("Unknown conversion specifier '" + std::string(1, conversion) + "'");
        append_value(out, value, spec);
    }

    void append_value(std::string& out, const Var& value, std::string_view spec) const
    {
        if (!is_markup_) {
            out += value.is_markup() && !spec.empty() ? format_value(plain(value), spec)
                                                      : format_value(value, spec);
        } else if (has_html(value)) {
            if (!spec.empty())
                fail_value("Unsupported format specification for Markup.");
            append_escaped(out, value);
        } else {
            append_escaped(out, format_value(value, spec));
        }
    }

    static Var plain(const Var& markup)
    {
        Var text = markup;
        text.kind = Kind::text;
        return text;
    }

    // Where a conversion or specification begins, or the closing brace; brackets may hold anything.
    static std::size_t end_of_name(std::string_view text)
    {
        bool is_bracketed = false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (is_bracketed)
                is_bracketed = text[i] != ']';
            else if (text[i] == '[')
                is_bracketed = true;
            else if (text[i] == '!' || text[i] == ':' || text[i] == '}')
                return i;
            else if (text[i] == '{')
                fail_value("unexpected '{' in field name");
        }
        return text.size();
    }

    Var value_of(std::string_view name)
    {
        const std::size_t end = std::min(name.find_first_of(".["), name.size());
        const std::string_view first = name.substr(0, end);
        std::string_view rest = name.substr(end);
        Var value = is_number(first) || first.empty() ? by_place(first) : by_name(first);
        while (!rest.empty()) {
            const bool is_attribute = rest.front() == '.';
            rest.remove_prefix(1);
            const std::size_t stop =
                is_attribute ? std::min(rest.find_first_of(".["), rest.size()) : rest.find(']');
            if (stop == rest.npos)
                fail_value("Missing ']' in format string");
            const std::string_view part = rest.substr(0, stop);
            if (part.empty())
                fail_value("Empty attribute in format string");
            rest.remove_prefix(stop);
            if (!is_attribute) {
                rest.remove_prefix(1);
                if (!rest.empty() && rest.front() != '.' && rest.front() != '[')
                    fail_value("Only '.' or '[' may follow ']' in format field specifier");
            }
            value = is_attribute ? attribute(value, part) : item(value, part);
        }
        return value;
    }

    static Var attribute(const Var& value, std::string_view name)
    {
        Var found = attribute_alone(value, name);
        if (found.is_undefined())
            fail_value("'" + std::string(type_name(value)) + "' object has no attribute '" +
                       std::string(name) + "'");
        return found;
    }

    static Var item(const Var& value, std::string_view key)
    {
        require_defined(value);
        const auto found = entry_of(value, is_number(key) ? Var::integer_of(read_index(key))
                                                          : Var::lent_text(key));
        if (!found)
            fail_value(repr(key));
        return *found;
    }

    Var by_place(std::string_view number)
    {
        const bool is_counted = number.empty();
        if (has_place_ && is_counted != is_counted_)
            fail_value(is_counted
                           ? "cannot switch from manual field specification to automatic field "
                             "numbering"
                           : "cannot switch from automatic field numbering to manual field "
                             "specification");
        has_place_ = true;
        is_counted_ = is_counted;
        const std::size_t index = is_counted ? next_++ : read_index(number);
        if (!arguments_)
            fail_value("Format string contains positional fields");
        if (index >= arguments_->positional.size())
            fail_value("Replacement index " + std::to_string(index) +
                       " out of range for positional args tuple");
        return arguments_->positional[index];
    }

    Var by_name(std::string_view name) const
    {
        if (arguments_) {
            if (const Var* value = arguments_->find(name))
                return *value;
        } else {
            require_defined(*mapping_);
            if (auto value = entry_of(*mapping_, Var::lent_text(name)))
                return *std::move(value);
        }
        fail_value(repr(name));
    }

    const Arguments* arguments_;
    const Var* mapping_;
    bool is_markup_;
    bool has_place_ = false;
    bool is_counted_ = false;
    std::size_t next_ = 0;
};

} // namespace

Var str_format(const Var& format, const Arguments& arguments)
{
    return Var::text(Formatter(format, &arguments, nullptr).format(format.view(), deepest_spec),
                     format.kind);
}

Var str_format_map(const Var& format, const Var& mapping)
{
    return Var::text(Formatter(format, nullptr, &mapping).format(format.view(), deepest_spec),
                     format.kind);
}

} // namespace costrel::inline v1::templates
