// What a template makes of what a peer sends grows with it, and no faster.
#include "counted_pages.hpp"
#include "growth.hpp"
#include "template/occurrences.hpp"

#include <costrel/template.hpp>
#include <costrel/testing.hpp>

using namespace costrel;

namespace {

Response form(Request& request)
{
    return render_template(request, "form.html");
}

std::string many_fields(std::size_t size)
{
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i)
        text += std::to_string(i) + "=&";
    return text;
}

} // namespace

void growth::templates()
{
    App app({.secret_key = "0123456789abcdef0123456789abcdef", .max_form_parts = 100'000});
    app.templates(counted_pages);
    app.post<form>("/");
    costrel::TestClient client(app);
    measure("template", "a form of many fields", many_fields, [&](const std::string& body) {
        (void)client.open(
            "POST", "/",
            {.headers = {{"Content-Type", "application/x-www-form-urlencoded"}}, .body = body});
    });
    for (const bool from_right : {false, true})
        measure(
            "search", from_right ? "what differs at its beginning" : "what differs at its end",
            [](std::size_t size) { return repeated("a", size); },
            [&](const std::string& text) {
                const std::string half = text.substr(text.size() / 2);
                (void)templates::place_of(from_right ? "b" + half : half + "b", text, from_right);
            });
    constexpr std::string_view tabs = "a\t";
    for (const auto piece :
         std::initializer_list<std::string_view>{"-", "a-", "a b", "\xce\xa3'", "<", "&amp", tabs})
        measure(
            "template", piece == tabs ? "tabs" : piece,
            [&](std::size_t size) { return repeated(piece, size); },
            [&](const std::string& text) {
                (void)render_template(app, "text.html", {{"text", text}});
            });
}
