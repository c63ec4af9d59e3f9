// Asks for what there is on Linux only, and prints what the library says.
#include <costrel/errors.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/session_interface.hpp>

#include <cstdio>

int main()
{
    try {
        const costrel::SessionInterface sessions({.session_keys_file = "keys.json"});
    } catch (const costrel::ConfigError& error) {
        std::puts(error.what());
    }
    try {
        costrel::file_revocations("ended");
    } catch (const costrel::ConfigError& error) {
        std::puts(error.what());
    }
}
