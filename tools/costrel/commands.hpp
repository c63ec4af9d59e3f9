#pragma once

#include <costrel/config.hpp>
#include <costrel/session/handle.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Each command prints to standard output and gives the exit status.
namespace costrel::inline v1::command {

struct SiteOptions;

// A key that nobody can guess.
int secret();

// The value of the cookie in what somebody pasted: the value itself, "session=…; Path=/", or a
// whole Cookie or Set-Cookie field. Of several the one called `name`, then that with a prefix, then
// the first.
std::string pasted_value(std::string_view pasted, std::string_view name);

// Becomes the application that `command` starts, which prints "routes" or "doctor" of itself and
// does not serve. Throws ConfigError when it cannot be started.
int ask_program(const std::string& what, std::vector<std::string> command);

// Becomes costrel-templates, which stands beside the program or on the PATH. Throws ConfigError
// when it cannot be started.
int run_templates_tool(std::vector<std::string> arguments);

// What is in a cookie, whoever signed it: nothing of it is to be trusted.
int show_cookie(std::string_view cookie);

// What an application with that configuration makes of a cookie that was pasted. 0: it is good.
int verify_cookie(std::string_view pasted, Config config);

// Each check of a sealed cookie that was pasted, one a line, up to the one that fails. Its name and
// application, where they are empty, times and limits are those of the environment. 0: all are
// good.
int explain_cookie(std::string_view pasted, const std::string& key_file, const std::string& name,
                   const std::string& application);

// The same of a cookie of another framework's site; without a key what is signed and not encrypted.
int show_foreign_cookie(const std::string& text, const SiteOptions& options);
int explain_foreign_cookie(const std::string& text, const SiteOptions& options);

// A key file (docs/patterns/key-rotation.md). They throw ConfigError when it cannot be used or
// written; then it is as it was.
int add_key(const std::string& file, const std::string& from);
int list_keys(const std::string& file);
int prune_keys(const std::string& file, std::int64_t idle);
int revoke_key(const std::string& file, const std::string& id, bool force);

// What a folder of ended sessions (file_revocations()), or the URL of a feed, says of those that
// live in cookies: which of a user's have ended, whether the one with that handle has (0) or is not
// on the list (1), and how many have. They throw ConfigError when it cannot be used.
int list_ended_sessions(const std::string& place, const std::string& user);
int show_ended_session(const std::string& place, const std::string& user,
                       const std::string& handle);
int count_ended_sessions(const std::string& place);
// Removes what nobody needs any more there.
int collect_ended_sessions(const std::string& place);
// Ends all sessions of a user, or of everybody when `user` is empty; or one of a user: the
// processes that share it know it at once.
int end_sessions(const std::string& place, const std::string& user);
int end_session(const std::string& place, const std::string& user, const std::string& handle);

// The sessions of a user in the store with that URL, or that COSTREL_SESSION_STORE names when it is
// empty: prints them, one a line; prints one with all of its entries; ends one, or all when
// `handle` is empty. 1: the user has no such session. They throw ConfigError, and
// StoreUnavailableError.
int list_stored_sessions(const std::string& url, const std::string& user);
int show_stored_session(const std::string& url, const std::string& user, const std::string& handle);
int end_stored_sessions(const std::string& url, const std::string& user, const std::string& handle);
// Prints how many records are there, of sessions and of remembered logins, everybody's. 1: the
// store cannot tell.
int count_stored_sessions(const std::string& url);
// Forgets what has expired there.
int collect_stored_sessions(const std::string& url);

// The bytes of a handle. Throws ConfigError when it is none.
Handle read_handle(const std::string& text);

// Prints the SQL that makes the table of the store with that URL, or of the feed: 0.
int print_schema(const std::string& url);
int print_feed_schema(const std::string& url);

// The keys in these files. A line end behind a key is no part of it. Throws ConfigError when a file
// cannot be read or is empty.
std::vector<std::string> read_keys(const std::vector<std::string>& files);

// The configuration of the environment, with the keys of these files in the place of its keys: the
// first is the current one, the others fallbacks, newest first. A line end behind a key is no part
// of it. Throws ConfigError when a file cannot be read or is empty.
Config read_config(const std::vector<std::string>& key_files);

} // namespace costrel::inline v1::command
