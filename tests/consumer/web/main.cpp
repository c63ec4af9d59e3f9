#include <costrel/costrel.hpp>

using namespace costrel;

Response hello(Session& session, std::string name)
{
    session["name"] = name;
    return html("Hello, {}!", name);
}

int main()
{
    App app({.secret_key = "any random string"});
    app.route<hello>("/hello/<name>");
    return app.run();
}
