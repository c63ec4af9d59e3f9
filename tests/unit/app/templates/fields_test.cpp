#include "fields_pages.hpp"

#include <costrel/template.hpp>
#include <costrel/testing.hpp>

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace blog {

using namespace costrel;

struct Author {
    std::string name;
};

auto template_fields(const Author*)
{
    return fields("name", &Author::name);
}

class Post {
public:
    Post(int its_id, std::string title) : id(its_id), title_(std::move(title)) {}

    std::string excerpt(std::size_t size) const { return title_.substr(0, size); }
    const std::string& title() const noexcept { return title_; }

    int id;
    double price = 1.5;
    Author author{"Ann"};
    std::optional<Author> editor{};
    std::vector<std::string> tags{"a&b", "c"};
    Html body = html("<b>{}</b>", "<");
    Value extra = Dict{{"k", List{1, 2}}};
    std::shared_ptr<const Post> parent{};

private:
    std::string title_;
};

auto template_fields(const Post*)
{
    return fields(
        "id", &Post::id, "price", &Post::price, "author", &Post::author, "editor", &Post::editor,
        "tags", &Post::tags, "body", &Post::body, "extra", &Post::extra, "parent", &Post::parent,
        "excerpt", &Post::excerpt, "title",
        [](const Post& post) -> const std::string& { return post.title(); }, "shout",
        [](const Post& post) { return post.title() + "!"; });
}

App pages()
{
    App app({.secret_key = "0123456789abcdef0123456789abcdef"});
    app.templates(fields_pages);
    app.template_filter("type", [](const Value& value) { return Value(value.type_name()); });
    return app;
}

std::string rendered(std::string_view name, const TemplateContext& context)
{
    return render_template(pages(), name, context).str();
}

// What `page` throws as it ends.
template <class Page>
std::string error_of(Page page)
{
    try {
        page();
    } catch (const TemplateError& error) {
        return error.message();
    }
    return "nothing";
}

const std::vector<Post> posts = {{1, "<One>"}, {2, "Two"}};

TEST(TemplateFields, AVectorOfAClassIsAListOfItsObjects)
{
    EXPECT_EQ(rendered("list.html", {{"posts", posts}}),
              "1:1 &lt;One&gt; 1.5|2:2 Two 1.5|2 Two 1 2");
}

TEST(TemplateFields, AMemberIsWhatItsTypeIsForTemplates)
{
    EXPECT_EQ(rendered("post.html", {{"post", posts.front()}}),
              "Ann None a&amp;b,c <b>&lt;</b> 2 None &lt;One&gt;! &lt;One&gt;");
}

TEST(TemplateFields, AMethodIsCalledWithItsArguments)
{
    EXPECT_EQ(rendered("method.html", {{"post", posts.front()}, {"size", 3}}), "&lt;On");
    EXPECT_EQ(error_of([] {
                  rendered("method.html", {{"post", posts.front()}, {"size", "x"}});
              }),
              "argument 1 of the method does not fit: it is a 'str'");
    EXPECT_EQ(error_of([] {
                  rendered("method.html", {{"post", posts.front()}, {"size", -1}});
              }),
              "argument 1 of the method does not fit: it is a 'int'");
    EXPECT_EQ(error_of([] {
                  rendered("no_argument.html", {{"post", posts.front()}});
              }),
              "the method takes 1 arguments, and 0 were given");
}

TEST(TemplateFields, WhatIsNoFieldIsUndefined)
{
    EXPECT_EQ(error_of([] {
                  rendered("nosuch.html", {{"post", posts.front()}});
              }),
              "'Post object' has no attribute 'nosuch'");
}

TEST(TemplateFields, TemporaryObjectsAreKept)
{
    const TemplateContext context = {{"posts", std::vector<Post>{{3, std::string(100, 'x')}}},
                                     {"post", Post(4, std::string(100, 'y'))}};
    const std::string page = rendered("list.html", context) + rendered("post.html", context);
    EXPECT_NE(page.find(std::string(100, 'x')), page.npos);
    EXPECT_NE(page.find(std::string(100, 'y') + "!"), page.npos);
}

TEST(TemplateFields, AnOptionalOrAPointerIsItsObjectOrNone)
{
    Post post = posts.back();
    post.editor = Author{"Bob"};
    post.parent = std::make_shared<const Post>(posts.front());
    EXPECT_EQ(rendered("post.html", {{"post", &post}}),
              "Ann Bob a&amp;b,c <b>&lt;</b> 2 1 Two! Two");
    EXPECT_EQ(rendered("text.html", {{"text", std::optional<int>()}}), "None");
    EXPECT_EQ(rendered("text.html", {{"text", static_cast<const Post*>(nullptr)}}), "None");
    EXPECT_EQ(rendered("text.html", {{"text", std::optional(std::chrono::sys_seconds())}}),
              "1970-01-01 00:00:00+00:00");
}

TEST(TemplateFields, ValuesAndTextsOfEachKindCanBeLent)
{
    const std::string text = "<t>";
    const char* const c_text = "c";
    const Value value = List{1, "a"};
    const std::array<bool, 2> flags{true, false};
    EXPECT_EQ(rendered("text.html", {{"text", text}}), "&lt;t&gt;");
    EXPECT_EQ(rendered("text.html", {{"text", c_text}}), "c");
    EXPECT_EQ(rendered("text.html", {{"text", std::string_view(text)}}), "&lt;t&gt;");
    EXPECT_EQ(rendered("text.html", {{"text", html("<p>")}}), "<p>");
    EXPECT_EQ(rendered("text.html", {{"text", value}}), "[1, &#39;a&#39;]");
    EXPECT_EQ(rendered("text.html", {{"text", Dict{{"a", 1}}}}), "{&#39;a&#39;: 1}");
    EXPECT_EQ(rendered("text.html", {{"text", flags}}), "[True, False]");
    EXPECT_EQ(rendered("text.html", {{"text", ~std::uint64_t{0}}}), "18446744073709551615");
    EXPECT_EQ(rendered("text.html", {{"text", nullptr}}), "None");
    EXPECT_EQ(rendered("text.html", {{"text", 1}, {"text", 2}}), "2");
    EXPECT_EQ(rendered("text.html", Dict{{"text", "of a dict"}}), "of a dict");
}

TEST(TemplateFields, JsonAndFiltersOfTheApplicationSeeADict)
{
    EXPECT_EQ(rendered("json.html", {{"value", std::vector<Author>{{"Ann"}, {"<"}}}}),
              "[{\"name\": \"Ann\"}, {\"name\": \"\\u003c\"}] list dict");
}

TEST(TemplateFields, FiltersOfListsTakeAVector)
{
    EXPECT_EQ(rendered("filters.html", {{"posts", posts}}),
              "2 Two,&lt;One&gt; Two 1 2 [2] True True");
}

} // namespace blog
