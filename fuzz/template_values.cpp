// What templates do with values: filters, tests, methods and operators, each of which fails or
// gives a value, the same each time, whose text is UTF-8 and escaped unless something turns that
// off.
//
// An input is a list of lines. A line puts a value on a stack, by its first letter, or takes some
// from it and puts a result there: "|name 2" a filter with two arguments, "?name" a test, ".name" a
// method, "@name" an attribute; the rest are operators.
#include "encoding/utf8.hpp"
#include "fuzz/input.hpp"
#include "template/format.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/range.hpp"
#include "unit/template/nothing_around.hpp"

#include <algorithm>
#include <charconv>
#include <list>
#include <string>
#include <vector>

using namespace costrel;
using namespace costrel::templates;
using fuzz::require;

namespace {

constexpr std::size_t most_lines = 24;
constexpr std::size_t most_text = 64 * 1024; // so that no line takes long on what another has made
constexpr std::size_t most_items = 4096;

template <class Number>
Number number_in(std::string_view text)
{
    Number number{};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool is_small(const Var& value)
{
    if (value.is_text())
        return value.view().size() <= most_text;
    if (value.is_sequence())
        return value.size() <= most_items;
    if (value.is_dict())
        return dict_size(value) <= most_items;
    return true;
}

class Machine {
public:
    explicit Machine(fuzz::Input input) : input_(input) {}

    // What the last value is for a page.
    std::string result()
    {
        for (std::size_t i = 0; i < most_lines && !input_.rest().empty(); ++i) {
            take(input_.line());
            if (!is_small(stack_.back()))
                return "large";
        }
        std::string out;
        append_escaped(out, stack_.back());
        require(encoding::is_utf8(out), "what is put out is UTF-8");
        require(has_html_ || out.find_first_of("<>\"'") == out.npos, "what is put out is escaped");
        out += truth(stack_.back()) ? " true " : " false ";
        return out + repr(stack_.back());
    }

private:
    Var pop()
    {
        if (stack_.size() < 2)
            return Var::undefined("nothing");
        Var value = std::move(stack_.back());
        stack_.pop_back();
        return value;
    }

    std::vector<Var> pop_some(std::size_t count)
    {
        std::vector<Var> values;
        for (; count > 0; --count)
            values.push_back(pop());
        std::reverse(values.begin(), values.end());
        return values;
    }

    void take(std::string_view line)
    {
        const char kind = line.empty() ? ' ' : line.front();
        const std::string_view rest = line.empty() ? line : line.substr(1);
        if (std::string_view("|?.@").find(kind) != std::string_view::npos)
            stack_.push_back(named(kind, rest));
        else if (std::string_view("+-*/q%p<=i~[:").find(kind) != std::string_view::npos)
            stack_.push_back(of_operator(kind));
        else
            stack_.push_back(made(kind, rest));
    }

    Var made(char kind, std::string_view rest)
    {
        const auto count = std::min<std::size_t>(number_in<std::size_t>(rest), 8);
        switch (kind) {
        case 'n':
            return Var::none();
        case 'b':
            return Var::boolean(rest == "1");
        case 'w':
            return Var::integer(number_in<std::int64_t>(rest));
        case 'r':
            return Var::real(number_in<double>(rest));
        case 'm':
            has_html_ = true;
            return Var::markup(text(rest));
        case 'l':
            return Var::list(pop_some(count));
        case 'u':
            return Var::tuple(pop_some(count));
        case 'd': {
            const Var dict = Var::dict();
            for (std::size_t i = 0; i < count; ++i) {
                const Var key = pop();
                dict.as.mapping->set(key, pop());
            }
            return dict;
        }
        case 'g':
            return Var::object(make<Range>(0, std::min<std::int64_t>(index_from(pop()), 1000), 1));
        case 'D': // of the years 1 to 9999
            return Var::owning(Value(
                DateTime{std::chrono::sys_seconds(std::chrono::seconds(std::clamp<std::int64_t>(
                    number_in<std::int64_t>(rest), -62'135'596'800, 253'402'300'799)))}));
        default:
            return Var::text(text(rest));
        }
    }

    // A tab stands for the end of a line, which no line can hold.
    static std::string text(std::string_view rest)
    {
        std::string text(rest);
        std::replace(text.begin(), text.end(), '\t', '\n');
        return text;
    }

    Var named(char kind, std::string_view rest)
    {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        names_.emplace_back(rest.substr(0, blank));
        const std::string_view name = names_.back();
        const std::string_view count = rest.substr(std::min(blank + 1, rest.size()));
        const Arguments arguments{
            .positional = pop_some(std::min<std::size_t>(number_in<std::size_t>(count), 4)),
            .named = {}};
        const Var value = pop();
        if (kind == '@')
            return attribute_of(value, name);
        if (kind == '.') {
            const Method* const method = find_method(value, name);
            return method ? call_method(*method, value, arguments) : Var::undefined(name);
        }
        if (kind == '?') {
            const Test* const test = find_test(name);
            return Var::boolean(test && apply(*test, rendering_, value, arguments));
        }
        constexpr std::string_view makes_html[] = {"safe",    "e",      "escape", "forceescape",
                                                   "xmlattr", "tojson", "map"};
        has_html_ = has_html_ || std::ranges::find(makes_html, name) != std::end(makes_html);
        const Filter* const filter = find_filter(name);
        return filter ? apply(*filter, rendering_, value, arguments) : Var::undefined(name);
    }

    Var of_operator(char kind)
    {
        const Var right = pop();
        const Var left = pop();
        switch (kind) {
        case '+':
            return add(left, right);
        case '-':
            return subtract(left, right);
        case '*':
            return multiply(left, right);
        case '/':
            return divide(left, right);
        case 'q':
            return floor_divide(left, right);
        case '%':
            return modulo(left, right);
        case 'p':
            return power(left, right);
        case '<':
            return Var::boolean(less(left, right));
        case '=':
            return Var::boolean(equal(left, right));
        case 'i':
            return Var::boolean(contains(right, left));
        case '~':
            return Var::text(text_of(left) + text_of(right));
        case '[':
            return item_of(left, right);
        default:
            return slice_of(pop(), left, right, Var::none());
        }
    }

    fuzz::Input input_;
    NothingAround rendering_;
    std::list<std::string> names_; // which stay where they are
    std::vector<Var> stack_ = {Var::undefined("nothing")};
    bool has_html_ = false;
};

std::string outcome(fuzz::Input input)
{
    const SharedScope scope;
    std::string result;
    const std::string failure = failure_of([&] { result = Machine(input).result(); });
    return failure + ": " + result;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string first = outcome(fuzz::Input(data, size));
    require(first == outcome(fuzz::Input(data, size)), "the same gives the same each time");
    return 0;
}
