#include "web_program_templates.hpp"

#include <costrel/costrel.hpp>
#include <costrel/template.hpp>

using namespace costrel;

Response hello(Session& session, std::string name)
{
    session["name"] = name;
    return html("Hello, {}!", name);
}

Html page(Request& request, std::string name)
{
    return render_template(request, "hello.html", {{"name", name}});
}

int main()
{
    App app({.secret_key = "any random string"});
    app.templates(web_program_templates);
    app.route<hello>("/hello/<name>");
    app.route<page>("/page/<name>");
    return app.run();
}
