#include "app/serving.hpp"

#include <costrel/app.hpp>
#include <costrel/csrf.hpp>
#include <costrel/server.hpp>

namespace costrel::inline v1 {

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
    return run(RunOptions::from_env());
} catch (...) {
    return log_start_fault();
}

int run(App (*make_app)())
try {
    return make_app().run();
} catch (...) {
    return log_start_fault();
}

int App::run(const RunOptions& options)
{
    Server server(options.threads);
    server.add(*this, options);
    return server.run();
}

} // namespace costrel::inline v1
