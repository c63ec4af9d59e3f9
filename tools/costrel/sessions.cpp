#include "sessions.hpp"

#include "commands.hpp"

#include <CLI/CLI.hpp>

namespace costrel::inline v1::command {

SessionsCommand::SessionsCommand(CLI::App& app)
{
    CLI::App* const sessions =
        app.add_subcommand("sessions", "Look after the sessions of an application");
    sessions->require_subcommand(1);
    add_list(*sessions);
    add_ends(*sessions);
    add_upkeep(*sessions);
}

// A command about sessions in a store, or about those in cookies that a list of ended ones is for.
CLI::App* SessionsCommand::add(CLI::App& sessions, const char* name, const char* what)
{
    CLI::App* const command = sessions.add_subcommand(name, what);
    auto* const revocations = command->add_option(
        "--revocations", revocations_,
        "the sessions are in cookies: the folder of file_revocations(), or the URL "
        "of a feed");
    command->add_option("--store", store_, "as in session_store; otherwise COSTREL_SESSION_STORE")
        ->excludes(revocations);
    return command;
}

void SessionsCommand::add_list(CLI::App& sessions)
{
    list_ = add(sessions, "list",
                "Print the sessions of a user: handle, times, and the entries that "
                "COSTREL_SESSION_SUMMARY_KEYS names; of a folder, which of theirs have ended");
    show_ = add(sessions, "show",
                "Print all entries of a session of a user; of a folder, whether it has ended");
    for (CLI::App* command : {list_, show_})
        command->add_option("--user", user_, "as the application names them")->required();
    show_->add_option("--handle", handle_, "of the session, as `list` prints it")->required();
}

void SessionsCommand::add_ends(CLI::App& sessions)
{
    end_ = add(sessions, "end",
               "End a session of a user, all of them, or everybody's: they have to log in again");
    auto* const user = end_->add_option("--user", user_, "as the application names them");
    end_->add_option("--handle", handle_, "only this session of the user")->needs(user);
    end_->add_flag("--all", everybody_, "everybody's, of a folder or feed")->excludes(user);
    end_user_ = add(sessions, "end-user", "End all sessions of a user: they have to log in again");
    end_user_->add_option("USER", user_, "as the application names them")->required();
}

void SessionsCommand::add_upkeep(CLI::App& sessions)
{
    collect_ =
        add(sessions, "gc", "Forget what has expired, which stores and folders also do themselves");
    count_ = add(sessions, "count",
                 "Print how many sessions there are; of a folder, how many have ended");
    schema_ = sessions.add_subcommand("schema", "Print the SQL that makes the table of a store");
    auto* const feed =
        schema_->add_option("--revocations", revocations_, "instead, that of a feed: postgresql:");
    schema_->add_option("url", store_, "as in session_store: sqlite:sessions.db or postgresql:")
        ->excludes(feed);
}

std::optional<int> SessionsCommand::run() const
{
    const bool is_stored = revocations_.empty();
    if (list_->parsed())
        return is_stored ? list_stored_sessions(store_, user_)
                         : list_ended_sessions(revocations_, user_);
    if (show_->parsed())
        return is_stored ? show_stored_session(store_, user_, handle_)
                         : show_ended_session(revocations_, user_, handle_);
    if (end_->parsed() || end_user_->parsed())
        return run_end();
    if (collect_->parsed())
        return is_stored ? collect_stored_sessions(store_) : collect_ended_sessions(revocations_);
    if (count_->parsed())
        return is_stored ? count_stored_sessions(store_) : count_ended_sessions(revocations_);
    if (schema_->parsed())
        return is_stored ? print_schema(store_) : print_feed_schema(revocations_);
    return std::nullopt;
}

int SessionsCommand::run_end() const
{
    if (user_.empty() && !everybody_)
        throw ConfigError("say whose sessions end: --user USER, or --all");
    if (revocations_.empty() && everybody_)
        throw ConfigError("--all is of --revocations; in a store everybody's sessions "
                          "end with sessions_not_before of the keys");
    if (revocations_.empty())
        return end_stored_sessions(store_, user_, handle_);
    return handle_.empty() ? end_sessions(revocations_, user_)
                           : end_session(revocations_, user_, handle_);
}

} // namespace costrel::inline v1::command
