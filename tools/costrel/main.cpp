// costrel: looks at session cookies, and makes keys. `costrel --help` tells how.
#include "commands.hpp"
#include "sessions.hpp"
#include "site.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

// "-" stands for standard input: an argument can be seen by every user of the machine.
std::string cookie_text(const std::string& argument)
{
    std::string text = argument;
    if (argument == "-")
        text.assign(std::istreambuf_iterator<char>(std::cin), {});
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    return text;
}

// "cookie_name=_shop_session", as a name and a value.
std::pair<std::string, std::string> option_of(const std::string& text)
{
    const std::size_t equals = text.find('=');
    if (equals == text.npos)
        throw costrel::ConfigError("costrel: --option takes NAME=VALUE, not \"" + text + "\"");
    return {text.substr(0, equals), text.substr(equals + 1)};
}

} // namespace

int main(int argc, char** argv)
try {
    using namespace costrel::command;

    CLI::App app("Looks at the session cookies of costrel and Flask, and makes keys.", "costrel");
    app.set_version_flag("--version", "costrel " COSTREL_VERSION);
    app.require_subcommand(1);
    app.add_subcommand("secret", "Print a key that nobody can guess");
    CLI::App* const cookie = app.add_subcommand("cookie", "Look at a session cookie");
    cookie->require_subcommand(1);

    std::string text;
    std::vector<std::string> key_files;
    CLI::App* const show = cookie->add_subcommand(
        "show", "Print what is in a cookie, whoever signed it. No key is needed, but for encrypted "
                "ones of another framework.");
    CLI::App* const verify = cookie->add_subcommand(
        "verify", "Say whether an application takes a cookie, and why not. Keys and settings come "
                  "from the environment (COSTREL_SECRET_KEY, ...) as the application's do.");
    CLI::App* const explain = cookie->add_subcommand(
        "explain", "Say of each check of a sealed cookie, or of another framework's, whether it is "
                   "good, up to the first that fails.");
    std::string ring_file;
    std::string name;
    std::string application;
    auto* const ring = explain->add_option("--keys", ring_file, "the key file");
    explain->add_option("--name", name, "the cookie's name (session_cookie_name)");
    explain->add_option("--application", application, "session_application");
    SiteOptions site;
    std::vector<std::string> site_options;
    for (CLI::App* command : {show, explain}) {
        auto* const format =
            command->add_option("--format", site.format, "of another framework: " + format_names());
        if (command == explain)
            format->excludes(ring);
        command->add_option("--key-file", key_files,
                            "a file with that site's key; once more for each older one");
        command->add_option("--option", site_options,
                            "NAME=VALUE: what else that site's format needs, by the names of its "
                            "C++ options, such as cookie_name=_shop_session");
    }
    for (CLI::App* command : {show, verify, explain})
        command
            ->add_option("COOKIE", text,
                         "its value, or pasted with its name and attributes; -: from standard "
                         "input")
            ->required();
    show->add_option("--name", name, "the cookie's name, where several are pasted (session)");
    verify->add_option("--key-file", key_files,
                       "a file with the current key; once more for each fallback, newest first");
    CLI::App* const keys = app.add_subcommand("keys", "Look after a file of keys with dates");
    keys->require_subcommand(1);
    std::string from;
    std::string id;
    std::int64_t idle = 31 * 86'400;
    bool force = false;
    CLI::App* const add = keys->add_subcommand("add", "Add a new key; make the file if need be");
    add->add_option("--from", from,
                    "when it begins to seal, such as 2026-12-01T00:00:00Z; otherwise in an hour, "
                    "or at once where no other one seals until then");
    CLI::App* const list = keys->add_subcommand("list", "Print ID, window and state of each key");
    CLI::App* const prune =
        keys->add_subcommand("prune", "Drop the keys of which nobody can have a living session");
    prune->add_option("--idle", idle,
                      "seconds after which an unused session ends; otherwise 31 days");
    CLI::App* const revoke =
        keys->add_subcommand("revoke", "Revoke a key at once: its users log in again");
    for (CLI::App* command : {add, list, prune, revoke})
        command->add_option("FILE", ring_file, "the key file")->required();
    revoke->add_option("ID", id, "as `costrel keys list` prints it")->required();
    revoke->add_flag("--force", force, "even the only key that seals now; adds another one");
    const SessionsCommand sessions(app);
    std::vector<std::string> program;
    CLI::App* const routes =
        app.add_subcommand("routes", "Print the routes of an application: endpoint, methods, rule");
    CLI::App* const doctor = app.add_subcommand(
        "doctor", "Say what is wrong with an application's configuration: keys, the cookie's "
                  "flags, hosts, proxy, limits, the store");
    for (CLI::App* command : {routes, doctor}) {
        command->add_option("PROGRAM", program, "the program of the application and its arguments")
            ->required();
        command->prefix_command();
    }
    CLI::App* const templates = app.add_subcommand(
        "templates", "Look at a folder of Jinja templates, as costrel-templates does: "
                     "`costrel templates --list-unescaped` prints where nothing is escaped");
    templates->prefix_command();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (!site.format.empty()) {
        site.keys = read_keys(key_files);
        for (const std::string& option : site_options)
            site.options.push_back(option_of(option));
        return show->parsed() ? show_foreign_cookie(cookie_text(text), site)
                              : explain_foreign_cookie(cookie_text(text), site);
    }
    if (show->parsed())
        return show_cookie(pasted_value(cookie_text(text), name.empty() ? "session" : name));
    if (verify->parsed())
        return verify_cookie(cookie_text(text), read_config(key_files));
    if (explain->parsed() && ring_file.empty())
        throw costrel::ConfigError("costrel: name the key file with --keys, or another framework "
                                   "with --format");
    if (explain->parsed())
        return explain_cookie(cookie_text(text), ring_file, name, application);
    for (const CLI::App* command : {routes, doctor})
        if (command->parsed())
            return ask_program(command->get_name(), program);
    if (templates->parsed())
        return run_templates_tool(templates->remaining());
    if (add->parsed())
        return add_key(ring_file, from);
    if (list->parsed())
        return list_keys(ring_file);
    if (prune->parsed())
        return prune_keys(ring_file, idle);
    if (revoke->parsed())
        return revoke_key(ring_file, id, force);
    if (const auto status = sessions.run())
        return *status;
    return secret();
} catch (const std::exception& error) {
    const std::string_view sentence = error.what();
    const std::string_view name = "costrel: "; // with which the library's own sentences begin
    std::cerr << (sentence.starts_with(name) ? "" : name) << sentence << '\n';
    return 2;
}
