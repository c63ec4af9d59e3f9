#include "layout.hpp"

#include "auth.hpp"
#include "blog.hpp"
#include "user.hpp"

#include <costrel/flash.hpp>

using namespace costrel;

namespace flaskr {

namespace {

// What all pages have around them.
Html document(Request& request, std::string_view title, const Html& links, const Html& content)
{
    return html(R"(<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{} · Flaskr</title>
  <link rel="icon" href="{}" type="image/svg+xml">
  <link rel="stylesheet" href="{}">
</head>
<body>
<header class="bar">
  <a class="name" href="{}">Flaskr</a>
  <nav aria-label="Account">{}</nav>
</header>
<main>
{}
</main>
</body>
</html>
)",
                title, request.url_for("static", "icon.svg"),
                request.url_for("static", "style.css"), request.url_for<blog::index>(), links,
                content);
}

Html account_links(Request& request)
{
    if (const User* user = current_user(request))
        return html(R"(<span class="user">{}</span> <a href="{}">Log out</a>)", user->username,
                    request.url_for<auth::logout>());
    return html(R"(<a href="{}">Register</a> <a href="{}">Log in</a>)",
                request.url_for<auth::register_user>(), request.url_for<auth::login>());
}

Html messages(Session& session)
{
    Html list = "";
    for (const FlashedMessage& flashed : get_flashed_messages(session))
        list += html("<p class=\"flash\" role=\"status\">{}</p>\n", flashed.message);
    return list;
}

} // namespace

Html page(Request& request, std::string_view title, const Html& content, const Html& action)
{
    const Html links = account_links(request);
    const Html flashed = messages(request.session());
    return document(request, title, links,
                    html(R"(<div class="title"><h1>{}</h1>{}</div>
{}{})",
                         title, action, flashed, content));
}

Html error_page(Request& request, std::string_view title, std::string_view sentence)
{
    return document(request, title, "",
                    html(R"(<div class="title"><h1>{}</h1></div>
<p>{}</p>
<p><a href="{}">To all posts</a></p>)",
                         title, sentence, request.url_for<blog::index>()));
}

} // namespace flaskr
