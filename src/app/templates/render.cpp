#include "template/render.hpp"

#include "app/context.hpp"
#include "app/templates/setup.hpp"
#include "app/templates/surroundings.hpp"

#include <stdexcept>

namespace costrel::inline v1 {

namespace {

TemplateSetup& setup_of(const Request& request)
{
    const auto& templates = request.context().routes.templates;
    if (!templates)
        throw std::logic_error("costrel: the application has no templates: call app.templates() "
                               "with what costrel_add_templates() has made");
    return *templates;
}

TemplateSetup& setup_of(const App& app)
{
    TemplateSetup* setup = TemplateSetup::find(app);
    if (!setup)
        throw std::logic_error("costrel: the application has no templates: call app.templates() "
                               "with what costrel_add_templates() has made");
    return *setup;
}

void require_escaping(const templates::Program& program, std::string_view name)
{
    const auto* unit = program.find(name);
    if (unit && !unit->autoescapes)
        throw std::logic_error("costrel: Jinja does not escape in '" + std::string(name) +
                               "', so it is no HTML: use render_text()");
}

std::string rendered(TemplateSetup& setup, const templates::Program& program, Request* request,
                     std::string_view name, const TemplateContext& context)
{
    TemplateSurroundings surroundings(setup, request);
    return templates::render(program, name, context, surroundings);
}

Html rendered_html(TemplateSetup& setup, Request* request, std::string_view name,
                   const TemplateContext& context)
{
    const auto program = setup.program();
    require_escaping(*program, name);
    return Html::trusted(rendered(setup, *program, request, name, context));
}

std::string rendered_text(TemplateSetup& setup, Request* request, std::string_view name,
                          const TemplateContext& context)
{
    const auto program = setup.program(); // it must not go meanwhile
    return rendered(setup, *program, request, name, context);
}

} // namespace

Html render_template(Request& request, std::string_view name, const TemplateContext& context)
{
    return rendered_html(setup_of(request), &request, name, context);
}

Html render_template(const App& app, std::string_view name, const TemplateContext& context)
{
    return rendered_html(setup_of(app), nullptr, name, context);
}

std::string render_text(Request& request, std::string_view name, const TemplateContext& context)
{
    return rendered_text(setup_of(request), &request, name, context);
}

std::string render_text(const App& app, std::string_view name, const TemplateContext& context)
{
    return rendered_text(setup_of(app), nullptr, name, context);
}

} // namespace costrel::inline v1
