#pragma once

#include <costrel/detail/function.hpp>
#include <costrel/encoding/html.hpp>
#include <costrel/encoding/value.hpp>
#include <costrel/web/app.hpp>
#include <costrel/web/template_context.hpp>
#include <costrel/web/template_error.hpp>
#include <costrel/web/template_fields.hpp>
#include <costrel/web/templates.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The template of that name as HTML, with `context`: Flask's render_template(). Its names are
/// those of `context`, of the context processors, and request, session, config, url_for(),
/// get_flashed_messages(), csrf_token() and csrf_field(). A std::string is escaped; Html is not.
///
///     return render_template(request, "blog/index.html", {{"posts", posts}});
///
/// A vector of a C++ type is part of the context like a List where the type has template_fields().
///
/// `name` is the path in the folder that costrel_add_templates() was given, with "/". What
/// `request` and `context` hold is lent to the template for the length of the call.
///
/// Throws TemplateError when there is no such template, when an expression in it fails, or when a
/// limit is reached: what has been rendered until then is dropped. Throws std::logic_error when the
/// application has no templates or Jinja does not escape in files of that name (only in .html,
/// .htm, .xml, .xhtml and .svg): render_text() is for these. What a filter, test, function or
/// context processor of the application throws is passed on.
Html render_template(Request& request, std::string_view name, const TemplateContext& context = {});
/// The same outside a request: without request, session, url_for() and the context processors.
Html render_template(const App& app, std::string_view name, const TemplateContext& context = {});

/// The template of that name as text, whether what is put in is escaped or not: for mail, say.
/// Names and errors are those of render_template(), except for the one about escaping.
std::string render_text(Request& request, std::string_view name,
                        const TemplateContext& context = {});
/// The same outside a request.
std::string render_text(const App& app, std::string_view name, const TemplateContext& context = {});

/// What a template passes to a filter, test or function of the application.
struct TemplateArguments {
    List positional{}; ///< without the value that a filter or test is applied to
    Dict named{};
};

/// A filter of the application: App::template_filter(). A TemplateError without a line that a
/// filter, test or function throws gets the place where it was called.
class TemplateFilter {
public:
    template <class F>
    requires(!std::is_same_v<F, TemplateFilter>) TemplateFilter(F filter)
    {
        if constexpr (std::is_invocable_r_v<Value, F&, const Value&, const TemplateArguments&>)
            call_ = std::move(filter);
        else if constexpr (std::is_invocable_r_v<Value, F&, const Value&>)
            call_ = [filter = std::move(filter)](const Value& value,
                                                 const TemplateArguments& arguments) mutable {
                reject(arguments);
                return Value(filter(value));
            };
        else
            static_assert(!sizeof(F), "costrel: a filter for templates takes const Value&, and "
                                      "const TemplateArguments& if it has any, and returns a "
                                      "Value");
    }

    Value operator()(const Value& value, const TemplateArguments& arguments)
    {
        return call_(value, arguments);
    }

private:
    static void reject(const TemplateArguments& arguments); // throws TemplateError if there are any

    detail::Function<Value(const Value&, const TemplateArguments&)> call_;
};

/// A test of the application: App::template_test().
class TemplateTest {
public:
    template <class F>
    requires(!std::is_same_v<F, TemplateTest>) TemplateTest(F test)
        : filter_([test = std::move(test)](const Value& value,
                                           const TemplateArguments& arguments) mutable {
              if constexpr (std::is_invocable_r_v<bool, F&, const Value&, const TemplateArguments&>)
                  return Value(static_cast<bool>(test(value, arguments)));
              else
                  return Value(static_cast<bool>(test(value)));
          })
    {
    }

    bool operator()(const Value& value, const TemplateArguments& arguments)
    {
        return filter_(value, arguments).truth();
    }

private:
    TemplateFilter filter_;
};

/// A function of the application for templates: App::template_global().
class TemplateGlobal {
public:
    template <class F>
    requires(!std::is_same_v<F, TemplateGlobal>) TemplateGlobal(F function)
    {
        if constexpr (std::is_invocable_r_v<Value, F&, const TemplateArguments&>)
            call_ = std::move(function);
        else
            call_ = [function = std::move(function)](const TemplateArguments&) mutable {
                return Value(function());
            };
    }

    Value operator()(const TemplateArguments& arguments) { return call_(arguments); }

private:
    detail::Function<Value(const TemplateArguments&)> call_;
};

/// What adds to the context of each template: App::context_processor().
class ContextProcessor {
public:
    template <class F>
    requires(std::is_invocable_r_v<Dict, F&, Request&>) ContextProcessor(F processor)
        : call_(std::move(processor))
    {
    }

    Dict operator()(Request& request) { return call_(request); }

private:
    detail::Function<Dict(Request&)> call_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
