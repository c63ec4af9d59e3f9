#include "encoding/ascii.hpp"
#include "template/characters.hpp"
#include "template/failure.hpp"
#include "template/format.hpp"
#include "template/operators.hpp"
#include "template/percent_conversion.hpp"
#include "template/python_text.hpp"

#include <array>
#include <charconv>
#include <cstdint>

// The operator % of a text.
namespace costrel::inline v1::templates {

namespace {

class PercentFormatter {
public:
    PercentFormatter(const Var& format, const Var& arguments)
        : whole_(format.view()), rest_(whole_), arguments_(arguments),
          is_markup_(format.is_markup())
    {
    }

    std::string format()
    {
        std::string out;
        while (!rest_.empty()) {
            const std::size_t percent = rest_.find('%');
            out += rest_.substr(0, percent);
            if (percent == rest_.npos)
                break;
            rest_.remove_prefix(percent + 1);
            append_conversion(out);
            require_room(out);
        }
        const bool has_keys = is_mapping();
        const std::size_t count = arguments_.is_tuple() ? arguments_.size() : 1;
        if (next_ < count && !has_keys)
            fail_type("not all arguments converted during string formatting");
        return out;
    }

private:
    // What Python takes for one: it has items, and is not a tuple or a text.
    bool is_mapping() const
    {
        return arguments_.is_dict() || arguments_.is_list() || arguments_.is_undefined() ||
               (arguments_.kind == Kind::object &&
                (arguments_.as.object->is_mapping() || arguments_.as.object->is_sequence()));
    }

    char next_character()
    {
        if (rest_.empty())
            fail_value("incomplete format");
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    std::int64_t read_number()
    {
        if (rest_.starts_with('*')) {
            rest_.remove_prefix(1);
            const Var value = next_argument();
            if (!value.is_whole())
                fail_type("* wants int");
            constexpr auto most = static_cast<std::int64_t>(max_text);
            if (value.whole() > most || value.whole() < -most)
                fail_limit("a width beyond 16 MB in a template");
            return value.whole();
        }
        std::int64_t number = 0;
        while (!rest_.empty() && encoding::is_digit(rest_.front())) {
            number = number * 10 + (next_character() - '0');
            if (number > static_cast<std::int64_t>(max_text))
                fail_limit("a width beyond 16 MB in a template");
        }
        return number;
    }

    Var next_argument()
    {
        if (arguments_.is_tuple() ? next_ >= arguments_.size() : next_ > 0)
            fail_type("not enough arguments for format string");
        const std::size_t index = next_++;
        return arguments_.is_tuple() ? arguments_.at(index) : arguments_;
    }

    // The value that a name in parentheses stands for, or nothing.
    std::optional<Var> keyed_argument()
    {
        if (!rest_.starts_with('('))
            return std::nullopt;
        if (!is_mapping())
            fail_type("format requires a mapping");
        rest_.remove_prefix(1);
        std::size_t end = 0;
        for (int open = 1;; ++end) {
            if (end == rest_.size())
                fail_value("incomplete format key");
            open += rest_[end] == '(' ? 1 : rest_[end] == ')' ? -1 : 0;
            if (open == 0)
                break;
        }
        require_defined(arguments_);
        const Var key = Var::lent_text(rest_.substr(0, end));
        rest_.remove_prefix(end + 1);
        auto value = entry_of(arguments_, key);
        if (!value)
            fail_value(repr(key));
        return value;
    }

    void append_conversion(std::string& out)
    {
        if (rest_.starts_with('%')) { // with anything between them it is a character like others
            out += '%';
            rest_.remove_prefix(1);
            return;
        }
        auto value = keyed_argument();
        PercentConversion conversion;
        for (bool is_flag = true; is_flag && !rest_.empty();) {
            switch (rest_.front()) {
            case '-':
                conversion.left = true;
                break;
            case '+':
                conversion.plus = true;
                break;
            case ' ':
                conversion.blank = true;
                break;
            case '#':
                conversion.alternate = true;
                break;
            case '0':
                conversion.zero = true;
                break;
            default:
                is_flag = false;
            }
            if (is_flag)
                rest_.remove_prefix(1);
        }
        conversion.width = read_number();
        if (conversion.width < 0) {
            conversion.left = true;
            conversion.width = -conversion.width;
        }
        if (rest_.starts_with('.')) {
            rest_.remove_prefix(1);
            conversion.precision = std::max<std::int64_t>(read_number(), 0);
        }
        while (!rest_.empty() && std::string_view("hlL").find(rest_.front()) != rest_.npos)
            rest_.remove_prefix(1);
        conversion.type = next_character();
        if (!value)
            value = next_argument();
        out += converted(conversion, *value);
    }

    std::string converted(const PercentConversion& conversion, const Var& value) const
    {
        std::string text;
        switch (conversion.type) {
        case 's':
        case 'r':
        case 'a':
            text = shown(conversion, value);
            break;
        case 'c':
            text = character(value);
            break;
        case 'd':
        case 'i':
        case 'u':
        case 'x':
        case 'X':
        case 'o':
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
            return percent_number(conversion, value, is_markup_);
        default:
            fail_character();
        }
        return padded(text, conversion.width, conversion.left ? Side::right : Side::left, " ");
    }

    // Of the character that was read last, in CPython's words.
    [[noreturn]] void fail_character() const
    {
        const std::size_t place = whole_.size() - rest_.size() - 1;
        const char32_t character = first_character(whole_.substr(place)).value;
        const bool is_shown = character > 31 && character < 126;
        std::array<char, 8> code{};
        std::to_chars(code.data(), code.data() + code.size(), static_cast<std::uint32_t>(character),
                      16);
        fail_value(std::string("unsupported format character '") +
                   (is_shown ? static_cast<char>(character) : '?') + "' (0x" + code.data() +
                   ") at index " + std::to_string(character_count(whole_.substr(0, place))));
    }

    std::string shown(const PercentConversion& conversion, const Var& value) const
    {
        std::string text;
        if (conversion.type == 's') {
            text = is_markup_ ? escaped(value) : text_of(value);
        } else {
            text = repr(value);
            if (is_markup_)
                text = escape(text).str();
            if (conversion.type == 'a')
                text = ascii_only(text);
        }
        if (conversion.precision)
            text.resize(character_offset(text, static_cast<std::size_t>(*conversion.precision)));
        return text;
    }

    std::string character(const Var& value) const
    {
        if (is_markup_)
            fail_type("%c requires int or char");
        if (value.is_text() && character_count(value.view()) == 1)
            return std::string(value.view());
        if (!value.is_whole())
            fail_type("%c requires int or char");
        if (value.whole() < 0 || value.whole() > 0x10ffff)
            fail_value("%c arg not in range(0x110000)");
        std::string out;
        encoding::append_utf8(out, static_cast<char32_t>(value.whole()));
        return out;
    }

    std::string_view whole_;
    std::string_view rest_;
    const Var& arguments_;
    bool is_markup_;
    std::size_t next_ = 0; // of the arguments
};

} // namespace

Var percent_format(const Var& format, const Var& arguments)
{
    return Var::text(PercentFormatter(format, arguments).format(), format.kind);
}

} // namespace costrel::inline v1::templates
