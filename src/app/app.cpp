#include "app/serving.hpp"

#include <costrel/app.hpp>
#include <costrel/csrf.hpp>
#include <costrel/server.hpp>

#include <spdlog/spdlog.h>

namespace costrel {

App::App(Config configuration) : config(std::move(configuration))
{
    if (config.protect_csrf)
        csrf_protect(*this);
}

App::App(App&&) noexcept = default;
App& App::operator=(App&&) noexcept = default;
App::~App() = default;

int App::run()
try {
    log_to_stderr();
    return run(RunOptions::from_env());
} catch (const ConfigError& error) {
    spdlog::critical("{}", error.what());
    return 1;
}

int run(App (*make_app)())
try {
    return make_app().run();
} catch (const ConfigError& error) {
    log_to_stderr();
    spdlog::critical("{}", error.what());
    return 1;
}

int App::run(const RunOptions& options)
{
    Server server(options.threads);
    server.add(*this, options);
    return server.run();
}

} // namespace costrel
