// costrel: looks at session cookies, and makes keys. `costrel --help` tells how.
#include "commands.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <iostream>
#include <iterator>

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

} // namespace

int main(int argc, char** argv)
try {
    using namespace costrel::command;

    CLI::App app("Looks at the session cookies of costrel and Flask, and makes keys.", "costrel");
    app.require_subcommand(1);
    app.add_subcommand("secret", "Print a key that nobody can guess");
    CLI::App* const cookie = app.add_subcommand("cookie", "Look at a session cookie");
    cookie->require_subcommand(1);

    std::string text;
    std::vector<std::string> key_files;
    CLI::App* const show = cookie->add_subcommand(
        "show", "Print what is in a cookie, whoever signed it. No key is needed.");
    CLI::App* const verify = cookie->add_subcommand(
        "verify", "Say whether an application takes a cookie, and why not. Keys and settings come "
                  "from the environment (COSTREL_SECRET_KEY, ...) as the application's do.");
    for (CLI::App* command : {show, verify})
        command->add_option("COOKIE", text, "its value; -: from standard input")->required();
    verify->add_option("--key-file", key_files,
                       "a file with the current key; once more for each fallback, newest first");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (show->parsed())
        return show_cookie(cookie_text(text));
    if (verify->parsed())
        return verify_cookie(cookie_text(text), read_config(key_files));
    return secret();
} catch (const std::exception& error) {
    std::fprintf(stderr, "costrel: %s\n", error.what());
    return 2;
}
