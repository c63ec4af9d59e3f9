#pragma once

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

    const templates::Program& program() const; // throws std::logic_error when there is none

    template <class T>
    using Named = std::map<std::string, T, std::less<>>;

    std::unique_ptr<const templates::Program> its_program;
    Named<TemplateFilter> filters;
    Named<TemplateTest> tests;
    Named<TemplateGlobal> globals;
    std::vector<ContextProcessor> processors;
    Dict config; // under Flask's names, without secrets

private:
    void check_functions() const;
    void check_urls(const RouteTable& routes) const;
};

} // namespace costrel::inline v1
