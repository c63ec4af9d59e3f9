#include "app/templates/surroundings.hpp"

#include "app/templates/request_view.hpp"
#include "template/failure.hpp"
#include "template/globals.hpp"
#include "template/operators.hpp"
#include "template/signature.hpp"

#include <costrel/csrf.hpp>
#include <costrel/flash.hpp>

namespace costrel::inline v1 {

using templates::Arguments;
using templates::Bound;
using templates::Rendering;
using templates::Signature;
using templates::Var;

namespace {

TemplateArguments values_of(const Arguments& arguments)
{
    TemplateArguments values;
    for (const Var& value : arguments.positional)
        values.positional.push_back(to_value(value));
    for (const auto& [name, value] : arguments.named)
        values.named.set(name, to_value(value));
    return values;
}

// What a filter, test or function of the application gives. An error of its that has no place gets
// that of the call.
template <class Call>
auto placed(Call call)
{
    try {
        return call();
    } catch (const TemplateError& error) {
        if (error.line() != 0)
            throw;
        throw templates::Failure{error.kind(), error.message()};
    }
}

Var flashed_messages(Request& request, const Arguments& arguments)
{
    static constexpr Signature signature =
        Signature::of("get_flashed_messages", "with_categories=, category_filter=");
    const Bound bound(signature, arguments);
    const bool is_filtered = bound.is_true(1);
    std::vector<Var> messages;
    for (FlashedMessage& message : get_flashed_messages(request.session())) {
        const Var category = Var::text(std::move(message.category));
        if (is_filtered && !templates::contains(bound.at(1), category))
            continue; // whatever Python's operator `in` takes may be the filter
        Var text = Var::owning(std::move(message.message));
        messages.push_back(bound.is_true(0) ? Var::tuple({category, std::move(text)})
                                            : std::move(text));
    }
    return Var::list(std::move(messages));
}

} // namespace

std::optional<Var> TemplateSurroundings::global(std::string_view name)
{
    if (const auto found = setup_.globals.find(name); found != setup_.globals.end())
        return templates::function(
            [function = &found->second](Rendering&, const Arguments& arguments) {
                const TemplateArguments values = values_of(arguments);
                return placed([&] { return Var::owning((*function)(values)); });
            });
    if (name == "config")
        return config_view(setup_.config);
    return request_ ? of_request(name) : std::nullopt;
}

std::optional<Var> TemplateSurroundings::of_request(std::string_view name)
{
    Request& request = *request_;
    if (name == "url_for")
        return templates::function([&request](Rendering&, const Arguments& arguments) {
            return template_url_for(request, arguments);
        });
    if (name == "get_flashed_messages")
        return templates::function([&request](Rendering&, const Arguments& arguments) {
            return flashed_messages(request, arguments);
        });
    if (name == "csrf_token")
        return templates::function([&request](Rendering&, const Arguments& arguments) {
            static constexpr Signature signature = Signature::of("csrf_token", "");
            const Bound bound(signature, arguments);
            return Var::text(csrf_token(request.session()));
        });
    if (name == "csrf_field")
        return templates::function([&request](Rendering&, const Arguments& arguments) {
            static constexpr Signature signature = Signature::of("csrf_field", "");
            const Bound bound(signature, arguments);
            return Var::markup(csrf_field(request.session()).str());
        });
    if (name == "session")
        return session_view(request);
    if (name == "request")
        return request_view(request);
    if (name == "g")
        if (const Value* found = from_processors(name))
            return Var::of(*found);
    return std::nullopt;
}

const Value* TemplateSurroundings::from_processors(std::string_view name)
{
    if (!request_ || setup_.processors.empty())
        return nullptr;
    if (!processed_) {
        Dict all;
        for (ContextProcessor& processor : setup_.processors)
            all.update(processor(*request_));
        processed_ = std::move(all);
    }
    return processed_->find(name);
}

bool TemplateSurroundings::has_filter(std::string_view name) const
{
    return setup_.filters.contains(name);
}

bool TemplateSurroundings::has_test(std::string_view name) const
{
    return setup_.tests.contains(name);
}

Var TemplateSurroundings::call_filter(std::string_view name, const Var& value,
                                      const Arguments& arguments)
{
    TemplateFilter& filter = setup_.filters.find(name)->second;
    const Value given = to_value(value);
    const TemplateArguments values = values_of(arguments);
    return placed([&] { return Var::owning(filter(given, values)); });
}

bool TemplateSurroundings::call_test(std::string_view name, const Var& value,
                                     const Arguments& arguments)
{
    TemplateTest& test = setup_.tests.find(name)->second;
    const Value given = to_value(value);
    const TemplateArguments values = values_of(arguments);
    return placed([&] { return test(given, values); });
}

} // namespace costrel::inline v1
