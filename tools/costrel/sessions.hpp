#pragma once

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace costrel::inline v1::command {

// `costrel sessions …`: what its words mean, and what they ask for.
class SessionsCommand {
public:
    // Adds it to `app`, which is parsed afterwards.
    explicit SessionsCommand(CLI::App& app);

    // Does what was asked for, and gives the exit status; nothing: it was not asked. Throws
    // ConfigError, StoreUnavailableError and std::runtime_error.
    std::optional<int> run() const;

private:
    void add_list(CLI::App& sessions);
    void add_ends(CLI::App& sessions);
    void add_upkeep(CLI::App& sessions);
    CLI::App* add(CLI::App& sessions, const char* name, const char* what);
    int run_end() const;

    CLI::App* list_ = nullptr;
    CLI::App* show_ = nullptr;
    CLI::App* end_ = nullptr;
    CLI::App* end_user_ = nullptr;
    CLI::App* collect_ = nullptr;
    CLI::App* count_ = nullptr;
    CLI::App* schema_ = nullptr;
    std::string store_;
    std::string revocations_;
    std::string user_;
    std::string handle_;
    bool everybody_ = false;
};

} // namespace costrel::inline v1::command
