#include "kinds.hpp"
#include "template/operators.hpp"
#include "template/render.hpp"
#include "vector.hpp"

#include <costrel/base64.hpp>
#include <costrel/json.hpp>
#include <costrel/tagged_json.hpp>
#include <costrel/template_error.hpp>

#include <stdexcept>

// "template": what templates give, or the error that they end with. "template_values": those that
// the rows behind it are rendered with.
namespace conformance {

namespace {

using namespace costrel;

List template_values; // of the last row that had some

Value tagged_value(const Value& text)
{
    auto value = TaggedJSONSerializer::loads(*text.as<std::string>());
    if (!value)
        throw std::runtime_error("a context is not tagged JSON");
    return *std::move(value);
}

// A filter and a test of an application.
class TemplateApplication : public templates::Surroundings {
public:
    std::optional<templates::Var> global(std::string_view name) override
    {
        return name == "site" ? std::optional(templates::Var::lent_text("costrel")) : std::nullopt;
    }
    const Value* from_processors(std::string_view) override { return nullptr; }
    bool has_filter(std::string_view name) const override { return name == "shout"; }
    bool has_test(std::string_view name) const override { return name == "big"; }
    templates::Var call_filter(std::string_view, const templates::Var& value,
                               const templates::Arguments&) override
    {
        return add(value, templates::Var::lent_text("!"));
    }
    bool call_test(std::string_view, const templates::Var& value,
                   const templates::Arguments&) override
    {
        return less(templates::Var::integer(100), value, ">");
    }
};

// In the place of the text of an error that need not be Jinja's.
List template_result(const templates::Program& program, const std::string& name,
                     const Dict& context)
{
    TemplateApplication application;
    try {
        return {"out", templates::render(program, name, context, application)};
    } catch (const TemplateError& error) {
        switch (error.kind()) {
        case TemplateError::Kind::undefined:
            return {"error", "UndefinedError", error.message()};
        case TemplateError::Kind::not_found:
            return {"error", "TemplateNotFound", error.message()};
        case TemplateError::Kind::type:
            if (error.message().starts_with("macro '"))
                return {"error", "TypeError", error.message()};
            return {"error", "another"};
        default:
            return {"error", "another"};
        }
    }
}

} // namespace

Outcome check_template_values(const Dict& vector)
{
    template_values.clear();
    for (const Value& value : list_field(vector, "values"))
        template_values.push_back(tagged_value(value));
    return passed();
}

Outcome check_template(const Dict& vector)
{
    const auto data = base64_decode(text_field(vector, "data"));
    if (!data)
        throw std::runtime_error("the data is not base64");
    const templates::Program program(*data);
    List got;
    if (const Value* contexts = optional_field(vector, "contexts")) {
        for (const Value& context : *contexts->as<List>())
            got.push_back(template_result(program, text_field(vector, "main"),
                                          *tagged_value(context).as<Dict>()));
    } else {
        for (const Value& value : template_values)
            got.push_back(template_result(program, text_field(vector, "main"), Dict{{"x", value}}));
    }
    const List& want = list_field(vector, "want");
    List want_differing;
    List got_differing;
    for (std::size_t i = 0; i < want.size() && i < got.size(); ++i) {
        if (want[i].is_null() || want[i] == got[i]) // null: Python's is an address, say
            continue;
        want_differing.push_back(List{static_cast<std::int64_t>(i), want[i]});
        got_differing.push_back(List{static_cast<std::int64_t>(i), got[i]});
    }
    if (want.size() != got.size())
        return compare(std::to_string(want.size()), std::to_string(got.size()));
    return compare(json_dumps(want_differing), json_dumps(got_differing));
}

} // namespace conformance
