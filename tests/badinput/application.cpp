#include "badinput/application.hpp"

#include <costrel/secure_filename.hpp>

#include <stdexcept>
#include <variant>

namespace costrel::inline v1::badinput {

namespace {

Response home(Request& request)
{
    return std::string(method_name(request.method));
}
Response follower()
{
    return "the follower";
}
Response show_hidden()
{
    return "the hidden request";
}
Response show_body(Request& request)
{
    return std::string(request.body);
}
Response show_cookie(Request& request)
{
    return request.cookies().get("user", "nobody");
}
Response count_form(Request& request)
{
    return "fields: " + std::to_string(request.form.size());
}
Response count_files(Request& request)
{
    std::string text = "fields: " + std::to_string(request.form.size());
    for (const FileStorage& file : request.files)
        text += ", file " + file.name + " of " + std::to_string(file.size()) + " as " +
                secure_filename(file.filename);
    return text;
}
Response count_query(Request& request)
{
    return "arguments: " + std::to_string(request.args.size());
}
Response count_json(Request& request)
{
    const Value json = request.get_json();
    const Dict* dict = json.as<Dict>();
    return dict ? "keys: " + std::to_string(dict->size()) : std::string("no object");
}
Response redirect_to(Request& request)
{
    return redirect(request.args.get("to"));
}
Response redirect_safely(Request& request)
{
    return redirect(safe_redirect_target(request.args.get("to"), "/"));
}
Response set_header(Request& request)
{
    return Response("set").with(request.args.get("name", "X-Value"), request.args.get("value"));
}
Response show_peer(Request& request)
{
    std::string text = "from ";
    text.append(request.remote_addr).append(" to ").append(request.scheme).append("://");
    return text.append(request.host);
}
Response show_name(std::string name)
{
    return "[" + name + "]";
}
Response show_number(int number)
{
    return "number " + std::to_string(number);
}
Response show_rest(std::string rest)
{
    return "rest of " + std::to_string(rest.size());
}
Response give_status(int status)
{
    Response response("a body");
    response.status = status;
    return response;
}
Response fail()
{
    throw std::runtime_error("a detail for the log");
}
Response directory()
{
    return "directory";
}

} // namespace

Application::Application()
    : App({.secret_key = "a key for the tests of bad input"}),
      dispatcher_(
          [this]() -> RouteTable& {
              route<home>("/", {GET, DELETE});
              route<follower>("/follower");
              route<show_hidden>("/hidden");
              route<show_body>("/echo", POST);
              route<show_cookie>("/cookie", {GET, POST});
              route<count_form>("/form", POST);
              route<count_files>("/upload", POST);
              route<count_query>("/query");
              route<count_json>("/json", POST);
              route<redirect_to>("/redirect");
              route<redirect_safely>("/next");
              route<set_header>("/header");
              route<show_peer>("/peer");
              route<show_name>("/name/<name>");
              route<show_number>("/number/<int:number>");
              route<show_rest>("/rest/<path:rest>");
              route<give_status>("/status/<int:status>");
              route<fail>("/fail");
              route<directory>("/evil.example/static/");
              return *routes_;
          }(),
          config)
{
}

Response Application::respond(const http::Message& message)
{
    const http::Peer peer{"192.0.2.1"};
    return std::get<Response>(dispatcher_.respond(message, peer));
}

} // namespace costrel::inline v1::badinput
