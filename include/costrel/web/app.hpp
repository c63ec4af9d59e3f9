#pragma once

#include <costrel/config.hpp>
#include <costrel/web/blueprint.hpp>
#include <costrel/web/request.hpp>
#include <costrel/web/response.hpp>
#include <costrel/web/router.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A certificate of the server and its private key.
struct CertificateFiles {
    std::string cert;  ///< certificate and chain, a PEM file
    std::string key{}; ///< its private key; empty: in the same file
};

/// Where and how App::run() serves.
struct RunOptions {
    std::string host = "127.0.0.1"; ///< an address or a name; "0.0.0.0" for all of the machine's
    std::uint16_t port = 5000;      ///< 0: any free one
    unsigned threads = 1;           ///< event loops; 0: one for each core
    /// Where to listen, instead of host and port: "127.0.0.1:5000", "[::1]:5000",
    /// "unix:/run/app.sock mode=660", "systemd" or "systemd:NAME" (sockets that systemd passed);
    /// each may say "tls" or "plain" after it.
    std::vector<std::string> bind{};
    std::string
        cert{};        ///< certificate and chain, a PEM file: TCP speaks TLS unless it says "plain"
    std::string key{}; ///< its private key; empty: in the same file
    /// For clients that ask for a name (SNI) which one of these covers; any other gets `cert`.
    std::vector<CertificateFiles> more_certs{};

    /// The defaults, replaced by what the environment has of COSTREL_RUN_HOST, COSTREL_RUN_PORT,
    /// COSTREL_RUN_THREADS, COSTREL_RUN_BIND (addresses with commas between them), COSTREL_RUN_CERT
    /// and COSTREL_RUN_KEY (several with commas between them, the first of them for any client).
    /// Throws ConfigError when one cannot be read.
    static RunOptions from_env();
};

struct Templates;
class ContextProcessor;
class TemplateFilter;
class TemplateGlobal;
class TemplateTest;

/// A web application: its configuration and its routes.
///
///     App app({.secret_key = "…"});
///     app.route<index>("/");
///     app.route<login>("/login", {GET, POST});
///     return app.run();
///
/// A handler is a plain function. It can take Request& and Session& (const or not) and, in order,
/// the variables of its route; it returns Response, Html, std::string, or a Task of one of these.
/// The pattern is checked against the handler while compiling.
class App : public Router {
public:
    explicit App(Config configuration = {});
    App(App&&) noexcept;
    App& operator=(App&&) noexcept;
    ~App();

    /// Can be changed until the application starts, which checks it.
    Config config;

    /// Adds the routes of a blueprint, those of its own blueprints included, with its prefix and
    /// name. Throws std::invalid_argument when another blueprint has that name.
    void register_blueprint(Blueprint&& blueprint);
    void register_blueprint(Blueprint&) = delete; // write register_blueprint(std::move(admin))

    /// Sets the templates that render_template() renders: what costrel_add_templates() of CMake
    /// made from a folder. When the application starts, it is checked that each url_for() of a
    /// template with a fixed endpoint has its route, and each filter and test its function. `set`
    /// has to outlive the application. Throws ConfigError when its data is damaged. This and the
    /// four below need <costrel/template.hpp>.
    void templates(const Templates& set);
    /// Adds a filter for templates: a function of `const Value&`, and `const TemplateArguments&` if
    /// it takes any, that returns a Value. Name it in costrel_add_templates(), too. Throws
    /// std::invalid_argument when Jinja has a filter of that name. It may be called by several
    /// threads at once, as may those below.
    void template_filter(std::string_view name, TemplateFilter filter);
    /// The same for a test: the function returns bool.
    void template_test(std::string_view name, TemplateTest test);
    /// Adds a function that all templates can call: it takes `const TemplateArguments&`, or
    /// nothing, and returns a Value.
    void template_global(std::string_view name, TemplateGlobal function);
    /// Adds what `processor(Request&)` returns, a Dict, to the context of each template that is
    /// rendered for a request. What is passed to render_template() takes precedence over it, and
    /// later processors over earlier ones. Its entry "g" is seen by imported templates, too, as
    /// Flask's g.
    void context_processor(ContextProcessor processor);

    /// Serves the application until SIGTERM or SIGINT; then lets the requests in flight end and
    /// returns 0. Returns 1, with a sentence in the log, when it cannot listen or the configuration
    /// cannot work. It is what main() returns.
    int run();
    int run(const RunOptions& options);
};

/// For the main() of a program that makes its application in a function: the same as
/// `make_app().run()`, except that a ConfigError which make_app throws (by Config::from_env(), say)
/// becomes a line in the log and the exit status 1, instead of an uncaught exception.
///
///     int main() { return costrel::run(make_app); }
int run(App (*make_app)());

} // namespace costrel::inline v1

#pragma GCC visibility pop
