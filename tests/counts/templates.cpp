// Renders one page many times, for callgrind:
//
//     counts_templates table 100      a table of 50 rows
//     counts_templates fields 100     the same of C++ objects, which template_fields() lends
//     counts_templates index 100      the opening page of examples/flaskr, with 10 posts
#include "blog_pages.hpp"
#include "table_pages.hpp"

#include <costrel/template.hpp>
#include <costrel/testing.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace costrel;

struct Row {
    std::string name;
    std::string mail;
    double price;
    bool active;
};

auto template_fields(const Row*)
{
    return fields("name", &Row::name, "mail", &Row::mail, "price", &Row::price, "active",
                  &Row::active);
}

namespace {

App application(const Templates& pages)
{
    App app({.secret_key = "0123456789abcdef0123456789abcdef"});
    app.templates(pages);
    const auto nothing = []() -> Response { return ""; };
    const auto of_a_post = [](int) -> Response { return ""; };
    app.get("/create", nothing).name("blog.create");
    app.get("/<int:id>/update", of_a_post).name("blog.update");
    app.get("/<int:id>/delete", of_a_post).name("blog.delete");
    app.get("/auth/login", nothing).name("auth.login");
    app.get("/auth/logout", nothing).name("auth.logout");
    app.get("/auth/register", nothing).name("auth.register");
    app.get("/auth/sessions", nothing).name("sessions.index");
    app.post("/auth/sessions/end", nothing).name("sessions.end");
    app.post("/auth/sessions/end-others", nothing).name("sessions.end_others");
    app.get("/static/<path:filename>", [](std::string) -> Response { return ""; }).name("static");
    return app;
}

std::size_t table(long times)
{
    const App app = application(table_pages);
    List rows;
    for (int i = 0; i < 50; ++i)
        rows.push_back(Dict{{"name", "Name <" + std::to_string(i) + "> & Sons"},
                            {"mail", "user" + std::to_string(i) + "@example.com"},
                            {"price", i * 1.25},
                            {"active", i % 3 == 0}});
    const Dict context = {{"user", "admin"}, {"rows", rows}};
    std::size_t size = 0;
    for (; times > 0; --times)
        size = render_template(app, "table.html", context).str().size();
    return size;
}

std::size_t table_of_fields(long times)
{
    const App app = application(table_pages);
    std::vector<Row> rows;
    for (int i = 0; i < 50; ++i)
        rows.push_back({"Name <" + std::to_string(i) + "> & Sons",
                        "user" + std::to_string(i) + "@example.com", i * 1.25, i % 3 == 0});
    std::size_t size = 0;
    for (; times > 0; --times)
        size = render_template(app, "table.html", {{"user", "admin"}, {"rows", rows}}).str().size();
    return size;
}

std::size_t index(long times)
{
    App app = application(blog_pages);
    List posts;
    for (int i = 0; i < 10; ++i)
        posts.push_back(Dict{{"id", i},
                             {"author_id", i % 2},
                             {"username", "ann"},
                             {"title", "Of pewter & leather"},
                             {"created", "2018-01-01 00:00:00"},
                             {"body", "A costrel has two \"ears\" for a strap. It is carried."}});
    const Dict context = {{"posts", posts},
                          {"g", Dict{{"user", Dict{{"id", 1}, {"username", "ann"}}}}}};
    std::size_t size = 0;
    app.get("/",
            [&](Request& request) {
                for (; times > 0; --times)
                    size = render_template(request, "blog/index.html", context).str().size();
                return Response("");
            })
        .name("blog.index");
    costrel::TestClient(app).get("/");
    return size;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3)
        return 2;
    const long times = std::strtol(argv[2], nullptr, 10);
    const std::string_view page = argv[1];
    const std::size_t size = page == "table"    ? table(times)
                             : page == "fields" ? table_of_fields(times)
                                                : index(times);
    std::printf("{\"bytes\": %zu}\n", size);
    return size > 1000 ? 0 : 1;
}
