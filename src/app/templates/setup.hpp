#pragma once

#include "app/templates/reload.hpp"
#include "template/program.hpp"

#include <costrel/template.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace costrel::inline v1 {

class RouteTable;

// The templates of an application, and what it has registered for them.
class TemplateSetup {
public:
    static TemplateSetup& of(App& app);         // made when there is none
    static TemplateSetup* find(const App& app); // or nullptr

    // Checks that everything that the templates name is there. Throws ConfigError with the place
    // in the template. `config` is what they may see of the configuration.
    void start(const RouteTable& routes, const Config& config);

    // Throws std::logic_error when there is none, and TemplateError when it is to be made anew and
    // cannot be.
    std::shared_ptr<const templates::Program> program() const;
    // Those of `set`, from now on.
    void use(const Templates& set);

    template <class T>
    using Named = std::map<std::string, T, std::less<>>;

    Named<TemplateFilter> filters;
    Named<TemplateTest> tests;
    Named<TemplateGlobal> globals;
    std::vector<ContextProcessor> processors;
    Dict config; // under Flask's names, without secrets

private:
    void check_functions(const templates::Program& program) const;
    static void check_urls(const templates::Program& program, const RouteTable& routes);

    Templates set_;
    std::shared_ptr<const templates::Program> program_;
    std::unique_ptr<TemplateReload> reload_;
};

} // namespace costrel::inline v1
