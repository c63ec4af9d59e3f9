#include "python_literal.hpp"

#include "encoding/utf8.hpp"

#include <charconv>
#include <chrono>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace conformance {

namespace {

using costrel::Dict;
using costrel::List;
using costrel::Value;

struct Inexpressible {};

class Literal {
public:
    explicit Literal(std::string_view text) : rest_(text) {}

    Value whole()
    {
        Value read = value();
        if (!rest_.empty())
            fail();
        return read;
    }

private:
    [[noreturn]] static void fail() { throw std::runtime_error("no repr() of Python's"); }

    bool take(std::string_view text)
    {
        if (!rest_.starts_with(text))
            return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    void expect(std::string_view text)
    {
        if (!take(text))
            fail();
    }

    Value value()
    {
        if (take("None"))
            return nullptr;
        if (take("True"))
            return true;
        if (take("False"))
            return false;
        if (take("nan"))
            return std::numeric_limits<double>::quiet_NaN();
        if (take("inf"))
            return std::numeric_limits<double>::infinity();
        if (take("-inf"))
            return -std::numeric_limits<double>::infinity();
        if (take("["))
            return items("]");
        if (take("("))
            return costrel::Tuple{items(")")};
        if (take("{"))
            return dict();
        if (rest_.starts_with("b'") || rest_.starts_with("b\"")) {
            rest_.remove_prefix(1);
            return costrel::Bytes{quoted(true)};
        }
        if (rest_.starts_with('\'') || rest_.starts_with('"'))
            return quoted(false);
        if (const std::size_t size = rest_.find_first_not_of("+-.0123456789e"); size != 0)
            return number(rest_.substr(0, size));
        return called();
    }

    List items(std::string_view end)
    {
        List read;
        while (!take(end)) {
            read.push_back(value());
            take(",");
            take(" ");
        }
        return read;
    }
    Value dict()
    {
        std::vector<costrel::DictItem> read;
        while (!take("}")) {
            const Value key = value();
            if (!take(": "))
                throw Inexpressible(); // a set
            Value item = value();
            take(",");
            take(" ");
            if (const auto* text = key.as<std::string>())
                read.push_back({*text, std::move(item)});
            else if (const auto* integer = key.as<std::int64_t>())
                read.push_back({std::to_string(*integer), std::move(item)});
            else
                throw Inexpressible();
        }
        return Dict::from_items(std::move(read));
    }
    Value number(std::string_view text)
    {
        rest_.remove_prefix(text.size());
        if (text.find_first_of(".e") == text.npos)
            return costrel::BigInteger{std::string(text)};
        double read = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
        // A subnormal number is "out of range" to the library of g++ 12 and read all the same.
        if (end != text.data() + text.size())
            fail();
        return error == std::errc() ? read : std::stod(std::string(text));
    }
    unsigned hex(std::size_t digits)
    {
        if (rest_.size() < digits)
            fail();
        unsigned read = 0;
        std::from_chars(rest_.data(), rest_.data() + digits, read, 16);
        rest_.remove_prefix(digits);
        return read;
    }
    std::string quoted(bool is_bytes)
    {
        const char quote = rest_.front();
        rest_.remove_prefix(1);
        std::string text;
        while (!rest_.empty() && rest_.front() != quote) {
            if (!take("\\")) {
                text += rest_.front();
                rest_.remove_prefix(1);
            } else if (take("x")) {
                const unsigned code = hex(2);
                if (is_bytes)
                    text += static_cast<char>(code);
                else
                    costrel::encoding::append_utf8(text, code);
            } else if (take("u")) {
                costrel::encoding::append_utf8(text, hex(4));
            } else if (take("U")) {
                costrel::encoding::append_utf8(text, hex(8));
            } else if (rest_.empty()) {
                fail();
            } else {
                const char c = rest_.front();
                rest_.remove_prefix(1);
                text += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
            }
        }
        expect({&quote, 1});
        return text;
    }

    // A value that is written as the call that makes it.
    Value called()
    {
        const std::string_view name = rest_.substr(0, rest_.find('('));
        if (name.size() == rest_.size())
            fail();
        rest_.remove_prefix(name.size() + 1);
        if (name == "bytearray" || name == "Markup" || name == "UUID") {
            const Value of = value();
            expect(")");
            if (name == "Markup")
                return costrel::Html::trusted(*of.as<std::string>());
            if (name == "UUID")
                return *costrel::Uuid::parse(*of.as<std::string>());
            return of;
        }
        if (name == "datetime.datetime")
            return date_time();
        throw Inexpressible();
    }
    Value date_time()
    {
        std::vector<std::int64_t> parts;
        while (!rest_.starts_with("tzinfo=")) {
            if (take(")"))
                throw Inexpressible(); // without a zone
            const Value part = value();
            parts.push_back(*part.as<std::int64_t>());
            take(", ");
        }
        std::chrono::seconds offset(0);
        if (take("tzinfo=datetime.timezone(datetime.timedelta(seconds=")) {
            const Value seconds = value();
            offset = std::chrono::seconds(*seconds.as<std::int64_t>());
            expect("))");
        } else {
            expect("tzinfo=datetime.timezone.utc");
        }
        expect(")");
        parts.resize(7);
        if (parts[6] != 0)
            throw Inexpressible(); // a session keeps seconds
        const std::chrono::sys_days day(std::chrono::year(static_cast<int>(parts[0])) /
                                        std::chrono::month(static_cast<unsigned>(parts[1])) /
                                        std::chrono::day(static_cast<unsigned>(parts[2])));
        const std::chrono::seconds clock(parts[3] * 3600 + parts[4] * 60 + parts[5]);
        return costrel::DateTime{day + clock - offset, offset};
    }

    std::string_view rest_;
};

} // namespace

std::optional<Value> python_literal(std::string_view text)
{
    try {
        return Literal(text).whole();
    } catch (const Inexpressible&) {
        return std::nullopt;
    }
}

} // namespace conformance
