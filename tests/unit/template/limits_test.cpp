#include "nothing_around.hpp"
#include "template/containers.hpp"
#include "template/digits.hpp"
#include "template/format.hpp"
#include "template/globals.hpp"
#include "template/methods.hpp"
#include "template/python_text.hpp"
#include "template/range.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace {

using namespace costrel::templates;
using costrel::TemplateError;

constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

// Counts how often its text is asked for, a quarter of what a page may have.
class Asked : public Object {
public:
    explicit Asked(int& times) : times_(times) {}
    std::string repr() override
    {
        ++times_;
        return std::string(max_output / 4, 'a');
    }

private:
    int& times_;
};

// That escaped is longer than a text may be.
Var angles()
{
    return Var::text(std::string(max_text / 2, '<'));
}

Var filtered(std::string_view name, const Var& value, std::vector<Var> arguments = {})
{
    NothingAround rendering;
    return rendering.call_filter(name, value, {.positional = std::move(arguments), .named = {}});
}

Var called(const Var& self, std::string_view name, std::vector<Var> arguments)
{
    return call_method(*find_method(self, name), self,
                       {.positional = std::move(arguments), .named = {}});
}

TEST(TemplateLimits, AListIsWrittenNoFurtherThanThePageMayBe)
{
    int times = 0;
    const Var list = Var::list(std::vector<Var>(100, Var::object(make<Asked>(times))));
    EXPECT_EQ(failure_of([&] { repr(list); }), "limit: a page of more than 64 MB");
    EXPECT_EQ(times, 4);
}

TEST(TemplateLimits, ADictAndANamespaceAreWrittenNoFurtherThanThePageMayBe)
{
    int times = 0;
    const Var dict = Var::dict();
    const auto space = make<Namespace>();
    for (int i = 0; i < 100; ++i) {
        dict.as.mapping->set(Var::integer(i), Var::object(make<Asked>(times)));
        space->set(Var::integer(i), Var::object(make<Asked>(times)));
    }
    EXPECT_EQ(failure_of([&] { repr(dict); }), "limit: a page of more than 64 MB");
    EXPECT_EQ(times, 4);
    EXPECT_EQ(failure_of([&] { space->repr(); }), "limit: a page of more than 64 MB");
    EXPECT_EQ(times, 8);
}

TEST(TemplateLimits, AnAddressIsWrittenNoFurtherThanATextMayBe)
{
    int times = 0;
    const Var pairs =
        Var::list({Var::tuple({Var::lent_text("a"), angles()}),
                   Var::tuple({Var::lent_text("b"), Var::object(make<Asked>(times))})});
    EXPECT_EQ(failure_of([&] { filtered("urlencode", pairs); }),
              "limit: a text of more than 16 MB in a template");
    EXPECT_EQ(times, 0);
}

TEST(TemplateLimits, AttributesAreWrittenNoFurtherThanATextMayBe)
{
    int times = 0;
    const Var dict = Var::dict();
    dict.as.mapping->set(Var::lent_text("a"), angles());
    dict.as.mapping->set(Var::lent_text("b"), Var::object(make<Asked>(times)));
    EXPECT_EQ(failure_of([&] { filtered("xmlattr", dict); }),
              "limit: a text of more than 16 MB in a template");
    EXPECT_EQ(times, 0);
}

TEST(TemplateLimits, IndentedJsonAndWrappedLinesStayWithinATextToo)
{
    Var nested = Var::integer(1);
    for (int i = 0; i < 100; ++i)
        nested = Var::list({nested});
    const Var mebibyte = Var::text(std::string(std::size_t{1} << 20, ' '));
    EXPECT_EQ(failure_of([&] { filtered("tojson", nested, {mebibyte}); }),
              "limit: a text of more than 16 MB in a template");
    const Var words = Var::text([] {
        std::string text;
        for (int i = 0; i < 1000; ++i)
            text += "a ";
        return text;
    }());
    EXPECT_EQ(failure_of([&] {
                  filtered("wordwrap", words, {Var::integer(1), Var::boolean(true), mebibyte});
              }),
              "limit: a text of more than 16 MB in a template");
}

TEST(TemplateLimits, GeneratorsOfGeneratorsDoNotEmptyTheStack)
{
    NothingAround rendering;
    Var values = Var::list({Var::lent_text("a")});
    for (int i = 0; i < 10'000; ++i)
        values = rendering.call_filter("map", values,
                                       {.positional = {Var::lent_text("upper")}, .named = {}});
    EXPECT_EQ(failure_of([&] { all_of(values); }), "limit: values nested too deep");
}

TEST(TemplateLimits, AListThatHoldsOneListTwiceAgainAndAgainDoesNotFillTheMemory)
{
    Var list = Var::list({Var::integer(1)});
    for (int i = 0; i < 40; ++i)
        list = Var::list({list, list});
    EXPECT_EQ(failure_of([&] { (void)to_value(list); }), "limit: too many values for C++");
}

TEST(TemplateLimits, NamespacesOfNamespacesDoNotEmptyTheStack)
{
    Var inner = Var::integer(1);
    for (int i = 0; i < 10'000; ++i) {
        const auto outer = make<Namespace>();
        outer->set(Var::lent_text("inner"), inner);
        inner = Var::object(outer);
    }
    EXPECT_EQ(failure_of([&] { repr(inner); }), "limit: values nested too deep");
}

TEST(TemplateLimits, ViewsOfViewsDoNotEmptyTheStack)
{
    Var left = Var::integer(1);
    Var right = Var::integer(1);
    for (Var* const view : {&left, &right}) {
        for (int i = 0; i < 10'000; ++i) {
            Var dict = Var::dict();
            dict.as.mapping->set(Var::integer(1), *view);
            *view = Var::object(make<DictView>(dict, DictView::Part::items));
        }
    }
    EXPECT_EQ(failure_of([&] { equal(left, right); }), "limit: values nested too deep");
}

// UndefinedBehaviorSanitizer looks at these.
TEST(TemplateLimits, TheLastIntegersOverflowNothing)
{
    const Var text = Var::lent_text("a\tb c");
    EXPECT_EQ(text_of(filtered("truncate", text, {Var::integer(largest)})), "a\tb c");
    EXPECT_EQ(failure_of([] {
                  percent_format(Var::lent_text("%*d"),
                                 Var::tuple({Var::integer(smallest), Var::integer(1)}));
              }),
              "limit: a width beyond 16 MB in a template");
    EXPECT_EQ(text_of(called(text, "zfill", {Var::integer(smallest)})), "a\tb c");
    EXPECT_EQ(failure_of([&] { called(text, "zfill", {Var::integer(largest)}); }),
              "limit: a text of more than 16 MB in a template");
    EXPECT_EQ(failure_of([&] { called(text, "expandtabs", {Var::integer(largest)}); }),
              "Python int too large to convert to C int");
    EXPECT_EQ(failure_of([&] { called(text, "expandtabs", {Var::integer(2'000'000'000)}); }),
              "limit: a text of more than 16 MB in a template");
    for (const char* const method : {"split", "rsplit"})
        EXPECT_EQ(called(text, method, {Var::lent_text(" "), Var::integer(smallest)}).size(), 2U);
    EXPECT_EQ(text_of(called(text, "replace",
                             {Var::lent_text("a"), Var::lent_text("c"), Var::integer(smallest)})),
              "c\tb c");
}

TEST(TemplateLimits, RangesOfTheLastIntegersOverflowNothing)
{
    constexpr std::int64_t quarter = std::int64_t{1} << 62;
    Range wide(smallest, largest, quarter);
    EXPECT_EQ(wide.at(3).whole(), quarter);
    EXPECT_TRUE(wide.has_item(Var::integer(quarter)));
    EXPECT_FALSE(wide.has_item(Var::integer(quarter + 1)));
    EXPECT_EQ(failure_of([&] { wide.slice(Var::none(), Var::none(), Var::integer(quarter)); }),
              "limit: integer out of range in a template");
    Range backwards(largest, smallest, smallest);
    EXPECT_TRUE(backwards.has_item(Var::integer(-1)));
    EXPECT_FALSE(backwards.has_item(Var::integer(smallest)));
}

TEST(TemplateLimits, AGeneratorThatIsAtWorkCannotBeReadByWhatItReads)
{
    Var values = Var::list({Var::integer(1)});
    const Var all = generator([values, itself = values](Var& out) mutable {
        Iterator inner(itself.at(0));
        return inner.next(out);
    });
    values.as.items->values[0] = all;
    EXPECT_EQ(failure_of([&] { all_of(all); }), "generator already executing");
    values.as.items->values.clear();
}

TEST(TemplateLimits, ADictThatChangesWhileItIsIteratedEndsTheIteration)
{
    const auto grows = [](const Var& dict, const Var& iterated) {
        Iterator iterator(iterated);
        for (Var item; iterator.next(item);)
            dict.as.mapping->set(Var::integer_of(dict_size(dict)), Var::none());
    };
    for (const auto part : {DictView::Part::keys, DictView::Part::values, DictView::Part::items}) {
        const Var dict = Var::dict();
        dict.as.mapping->set(Var::lent_text("a"), Var::none());
        const Var view = Var::object(make<DictView>(dict, part));
        EXPECT_EQ(failure_of([&] { grows(dict, view); }),
                  "dictionary changed size during iteration");
        EXPECT_EQ(failure_of([&] { grows(dict, dict); }),
                  "dictionary changed size during iteration");
        EXPECT_EQ(failure_of([&] { grows(dict, filtered("items", dict)); }),
                  "dictionary changed size during iteration");
        EXPECT_EQ(dict_size(dict), 4U);
        Iterator iterator(view);
        for (Var item; iterator.next(item);) {
        }
        dict.as.mapping->clear(); // which is no longer iterated
        Var item;
        EXPECT_FALSE(iterator.next(item));
    }
}

TEST(TemplateLimits, TextThatIsNoUtf8ChangesItsCaseInNoWay)
{
    const Var text = Var::lent_text("a\xe4 b");
    for (const char* const name : {"upper", "lower", "title", "capitalize", "wordwrap"})
        EXPECT_EQ(failure_of([&] { filtered(name, text); }), "a text that is no UTF-8") << name;
    for (const char* const name : {"upper", "lower", "title", "capitalize", "casefold", "swapcase"})
        EXPECT_EQ(failure_of([&] { called(text, name, {}); }), "a text that is no UTF-8") << name;
}

} // namespace
