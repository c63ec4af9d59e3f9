// Answers requests with the templates of Flask's tutorial, as tests/templates/tutorial.py asks:
//
//     tutorial_pages DATA < requests
//
// DATA is what costrel-templates makes of them. Each line is JSON: the method, target, cookie and
// form of a request, the template that Flask rendered for it, with its context and `g` as tagged
// JSON, and what was flashed. What comes out, line by line, is the response.
#include <costrel/flash.hpp>
#include <costrel/json.hpp>
#include <costrel/tagged_json.hpp>
#include <costrel/template.hpp>
#include <costrel/testing.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

using namespace costrel;

namespace {

// The line at work.
Dict asked;

const std::string& text(std::string_view name)
{
    return *asked.find(name)->as<std::string>();
}

Dict tagged(std::string_view name)
{
    return *TaggedJSONSerializer::loads(text(name))->as<Dict>();
}

constexpr auto page = [](Request& request) -> Response {
    for (const Value& message : *asked.find("flashed")->as<List>())
        flash(request.session(), message);
    return render_template(request, text("template"), tagged("context"));
};
constexpr auto page_of_a_post = [](Request& request, int) { return page(request); };
constexpr auto page_of_a_file = [](Request& request, std::string) { return page(request); };

// The endpoints of Flask's tutorial.
App application(const Templates& templates)
{
    App app({.secret_key = "of the tutorial's tests, for both"});
    app.templates(templates);
    app.context_processor([](Request&) { return Dict{{"g", tagged("g")}}; });
    const Methods form = {GET, POST};
    app.route("/", {GET}, page).name("blog.index");
    app.route("/", {GET}, page).name("index");
    app.route("/create", form, page).name("blog.create");
    app.route("/<int:id>/update", form, page_of_a_post).name("blog.update");
    app.route("/<int:id>/delete", {POST}, page_of_a_post).name("blog.delete");
    app.route("/auth/register", form, page).name("auth.register");
    app.route("/auth/login", form, page).name("auth.login");
    app.route("/auth/logout", {GET}, page).name("auth.logout");
    app.route("/static/<path:filename>", {GET}, page_of_a_file).name("static");
    return app;
}

Value answer(App& app)
{
    TestClient client(app); // with no cookie of a request before
    TestRequest request{.body = text("form")};
    if (!request.body.empty())
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    if (!text("cookie").empty())
        request.headers.emplace_back("Cookie", text("cookie"));
    const TestResponse response = client.open(text("method"), text("target"), request);
    return Dict{{"status", response.status},
                {"type", response.header("Content-Type")},
                {"vary", response.header("Vary")},
                {"body", response.body}};
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
        return 2;
    std::ifstream file(argv[1], std::ios::binary);
    const std::string data((std::istreambuf_iterator<char>(file)), {});
    App app = application({.data = data.data(), .size = data.size()});
    for (std::string line; std::getline(std::cin, line);) {
        asked = *json_loads(line)->as<Dict>();
        std::puts(json_dumps(answer(app)).c_str());
    }
}
