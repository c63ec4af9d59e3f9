#include "kinds.hpp"
#include "vector.hpp"

#include <costrel/costrel.hpp>
#include <costrel/json.hpp>
#include <costrel/secure_filename.hpp>
#include <costrel/testing.hpp>

// "form": a request with a body of any type goes through an application, and what its handler sees
// is compared. "secure_filename": names of files.
namespace conformance {

using namespace costrel;

namespace {

Response seen(Request& request)
{
    List fields, files;
    for (const auto& [name, value] : request.form)
        fields.push_back(List{name, value});
    for (const FileStorage& file : request.files)
        files.push_back(List{file.name, file.filename, file.content_type, to_hex(file.view())});
    return Dict{{"fields", fields}, {"files", files}};
}

Outcome check_form(const Dict& vector)
{
    App app;
    app.config.max_form_parts = static_cast<std::size_t>(integer_field(vector, "max_form_parts"));
    app.route<seen>("/", {POST});
    costrel::TestClient client(app);
    const auto answer =
        client.open("POST", "/",
                    {.headers = {{"Content-Type", latin1(text_field(vector, "content_type"))}},
                     .body = hex_field(vector, "body_hex")});
    const auto got =
        answer.status == 200 ? json_loads(answer.body) : json_loads(std::to_string(answer.status));
    return compare(json_dumps(field(vector, "expect")), json_dumps(got.value()));
}

Outcome check_secure_filename(const Dict& vector)
{
    List got;
    for (const Value& name : list_field(vector, "names"))
        got.push_back(secure_filename(*name.as<std::string>()));
    return compare(json_dumps(field(vector, "expect")), json_dumps(got));
}

} // namespace

Checker web_checker_of(std::string_view kind)
{
    if (kind == "form")
        return check_form;
    if (kind == "route")
        return check_route;
    if (kind == "template")
        return check_template;
    if (kind == "template_values")
        return check_template_values;
    return kind == "secure_filename" ? check_secure_filename : nullptr;
}

} // namespace conformance
