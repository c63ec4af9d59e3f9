#include "app/templates/setup.hpp"

#include "app/edit_distance.hpp"
#include "app/route_table.hpp"
#include "session/production.hpp"
#include "template/filters.hpp"

#include <costrel/config_error.hpp>
#include <costrel/url_options.hpp>

#include <algorithm>
#include <stdexcept>

namespace costrel::inline v1 {

namespace {

std::string nearest_endpoint(const RouteTable& routes, std::string_view name)
{
    std::string nearest;
    std::size_t least = name.size() / 2 + 1;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const std::string& endpoint = routes[i].endpoint;
        if (const std::size_t away = edit_distance(name, endpoint);
            !endpoint.empty() && away < least) {
            least = away;
            nearest = endpoint;
        }
    }
    return nearest;
}

Value or_null(const std::optional<std::string>& text)
{
    return text ? Value(*text) : Value();
}

Dict visible_config(const Config& config)
{
    List hosts;
    for (const std::string& host : config.trusted_hosts)
        hosts.push_back(host);
    return {
        {"APPLICATION_ROOT", config.application_root},
        {"DEBUG", config.debug},
        {"MAX_CONTENT_LENGTH", config.max_content_length},
        {"MAX_COOKIE_SIZE", config.max_cookie_size},
        {"MAX_FORM_MEMORY_SIZE", config.max_form_memory_size},
        {"MAX_FORM_PARTS", config.max_form_parts},
        {"PERMANENT_SESSION_LIFETIME",
         static_cast<std::int64_t>(config.permanent_session_lifetime.count())},
        {"SESSION_COOKIE_DOMAIN", or_null(config.session_cookie_domain)},
        {"SESSION_COOKIE_HTTPONLY", config.session_cookie_httponly},
        {"SESSION_COOKIE_NAME", config.session_cookie_name.value_or("session")},
        {"SESSION_COOKIE_PARTITIONED", config.session_cookie_partitioned},
        {"SESSION_COOKIE_PATH", or_null(config.session_cookie_path)},
        {"SESSION_COOKIE_SAMESITE", or_null(config.session_cookie_samesite)},
        {"SESSION_COOKIE_SECURE", config.session_cookie_secure},
        {"SESSION_REFRESH_EACH_REQUEST", config.session_refresh_each_request},
        {"TRUSTED_HOSTS", hosts},
    };
}

bool is_reloaded(const Config& config, const Templates& set)
{
    const bool can = set.folder && set.command;
    if (!config.templates_auto_reload.value_or(false))
        return can && config.debug && !config.templates_auto_reload;
    if (is_production())
        throw ConfigError("costrel: templates_auto_reload is on, and COSTREL_ENV is production: it "
                          "runs the tool that the build has recorded; turn it off");
    if (!can)
        throw ConfigError("costrel: templates_auto_reload is on, and the program does not know the "
                          "folder of its templates: build it as Debug, or give "
                          "costrel_add_templates() the word RELOAD");
    return true;
}

} // namespace

TemplateSetup& TemplateSetup::of(App& app)
{
    auto& templates = app.route_table().templates;
    if (!templates)
        templates = std::make_shared<TemplateSetup>();
    return *templates;
}

TemplateSetup* TemplateSetup::find(const App& app)
{
    return app.route_table().templates.get();
}

void TemplateSetup::use(const Templates& set)
{
    set_ = set;
    program_ = std::make_shared<const templates::Program>(std::string_view(set.data, set.size));
}

std::shared_ptr<const templates::Program> TemplateSetup::program() const
{
    if (reload_)
        return reload_->program();
    if (!program_)
        throw std::logic_error("costrel: the application has no templates: call app.templates() "
                               "with what costrel_add_templates() has made");
    return program_;
}

void TemplateSetup::start(const RouteTable& routes, const Config& its_config)
{
    config = visible_config(its_config);
    if (!program_)
        return;
    const auto check = [this, &routes](const templates::Program& program) {
        check_functions(program);
        check_urls(program, routes);
    };
    check(*program_);
    reload_ =
        is_reloaded(its_config, set_) ? std::make_unique<TemplateReload>(set_, check) : nullptr;
}

void TemplateSetup::check_functions(const templates::Program& program) const
{
    for (const auto& filter : program.filters())
        if (!filter.own && !filters.contains(filter.name))
            throw ConfigError("costrel: templates use the filter '" + std::string(filter.name) +
                              "': add it with app.template_filter()");
    for (const auto& test : program.tests())
        if (!test.own && !tests.contains(test.name))
            throw ConfigError("costrel: templates use the test '" + std::string(test.name) +
                              "': add it with app.template_test()");
}

void TemplateSetup::check_urls(const templates::Program& program, const RouteTable& routes)
{
    for (const auto& use : program.url_uses()) {
        if (use.endpoint.starts_with('.')) // of the blueprint that renders it
            continue;
        const std::string what = std::string(program.folder()) + "/" + std::string(use.unit) + ":" +
                                 std::to_string(use.line) + ": url_for('" +
                                 std::string(use.endpoint) + "')";
        const RouteTable::Route* any = routes.find(use.endpoint, nullptr);
        bool is_known = false;
        for (std::size_t i = 0; i < routes.size(); ++i) {
            is_known = is_known || routes[i].endpoint == use.endpoint;
            if (routes[i].endpoint == use.endpoint && !any)
                any = &routes[i];
        }
        if (!is_known) {
            const std::string nearest = nearest_endpoint(routes, use.endpoint);
            throw ConfigError(what + ": no such endpoint" +
                              (nearest.empty() ? "" : "; '" + nearest + "' is near"));
        }
        const bool has_more =
            std::find(use.names.begin(), use.names.end(), "**") != use.names.end();
        if (has_more || routes.find(use.endpoint, &use.names))
            continue;
        for (const std::string_view name : any->pattern.variable_names())
            if (std::find(use.names.begin(), use.names.end(), name) == use.names.end())
                throw ConfigError(what + " lacks '" + std::string(name) + "'");
    }
}

void App::templates(const Templates& set)
{
    TemplateSetup::of(*this).use(set);
}

void App::template_filter(std::string_view name, TemplateFilter filter)
{
    if (templates::find_filter(name))
        throw std::invalid_argument("costrel: Jinja has a filter '" + std::string(name) +
                                    "': give yours another name");
    TemplateSetup::of(*this).filters.insert_or_assign(std::string(name), std::move(filter));
}

void App::template_test(std::string_view name, TemplateTest test)
{
    if (templates::find_test(name))
        throw std::invalid_argument("costrel: Jinja has a test '" + std::string(name) +
                                    "': give yours another name");
    TemplateSetup::of(*this).tests.insert_or_assign(std::string(name), std::move(test));
}

void App::template_global(std::string_view name, TemplateGlobal function)
{
    TemplateSetup::of(*this).globals.insert_or_assign(std::string(name), std::move(function));
}

void App::context_processor(ContextProcessor processor)
{
    TemplateSetup::of(*this).processors.push_back(std::move(processor));
}

void TemplateFilter::reject(const TemplateArguments& arguments)
{
    if (!arguments.positional.empty() || !arguments.named.empty())
        throw TemplateError(TemplateError::Kind::type, {}, 0,
                            "the filter or test takes no arguments");
}

} // namespace costrel::inline v1
