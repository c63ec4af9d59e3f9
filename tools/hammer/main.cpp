// store_hammer URL: many threads change few sessions of a store at once; then what was acknowledged
// is compared with what is there. script/hammer describes it.
#include "killed.hpp"
#include "overwriting_store.hpp"
#include "processes.hpp"
#include "requests.hpp"
#include "session/setup.hpp"
#include "session/store_url.hpp"

#include <costrel/session/exchange.hpp>
#include <costrel/stores/memcached.hpp>
#include <costrel/stores/postgresql.hpp>
#include <costrel/stores/redis.hpp>
#include <costrel/stores/sqlite.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <list>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

using namespace costrel;
using namespace costrel::hammer;

struct Options {
    std::string url{};
    Load load{};
    std::size_t processes = 1;
    std::size_t sessions = 4;
    bool crash = false;
    bool control = false;
    std::string crash_with{};
    bool unnoticed = false;
};

Options read(int argc, char** argv)
{
    Options options;
    CLI::App app("Changes few sessions of a store from many threads, and counts what is lost");
    app.add_option("url", options.url, "of the store: memory:, sqlite:sessions.db, …")->required();
    app.add_option("--threads", options.load.threads, "that send requests at once");
    app.add_option("--processes", options.processes, "that the threads are divided among");
    app.add_option("--requests", options.load.requests, "of all threads");
    app.add_option("--sessions", options.sessions, "that live at once");
    app.add_option("--logouts", options.load.logouts, "of a hundred requests");
    app.add_flag("--crash", options.crash, "kill and restart meanwhile");
    app.add_option(
        "--crash-with", options.crash_with,
        "a command that kills and restarts the server; a file's process is killed without");
    app.add_flag("--control", options.control, "overwrite instead, which has to lose changes");
    app.add_flag("--unnoticed", options.unnoticed,
                 "a crash may put nothing in doubt: the command fails unless there was one");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error) == 0 ? 0 : 2);
    }
    if (options.processes == 0 || options.load.threads < options.processes || options.sessions == 0)
        throw std::invalid_argument("there must be a process, a thread for each, and a session");
    if (options.processes > 1 && options.url.starts_with("memory:"))
        throw std::invalid_argument("processes share no store in memory");
    if (options.crash && options.crash_with.empty() && !options.url.starts_with("sqlite:"))
        throw std::invalid_argument("--crash of a server needs --crash-with COMMAND");
    if (options.crash && options.crash_with.empty() && options.processes > 1)
        throw std::invalid_argument("--crash of a file kills one process after the other");
    return options;
}

SessionConfig config_of(SessionStoreRef store)
{
    return {.secret_key = "an obvious key for tests of stores",
            .session_store = std::move(store),
            .session_store_timeout = std::chrono::seconds(10)};
}

// A server that is killed and restarted thrice, by a command, while requests go on.
std::jthread crash_by_command(const Options& options, const Ledger& ledger, int& crashes)
{
    return std::jthread([&](const std::stop_token& end) {
        for (std::int64_t crash = 1; crash <= 3; ++crash) {
            const auto enough = crash * static_cast<std::int64_t>(options.load.requests) / 5;
            while (ledger.acknowledged() < enough && !end.stop_requested())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            if (end.stop_requested() || std::system(options.crash_with.c_str()) != 0)
                return;
            // Requests that wait for a takeover end with it, and the command sees it a little
            // later: then it is enough that they were under way when it began.
            if (options.unnoticed || !end.stop_requested())
                ++crashes;
        }
    });
}

int hammer_store(const Options& options)
{
    const auto opened = [&] {
        auto store = session::open_store(options.url);
        return config_of(options.control ? overwriting(std::move(store)) : std::move(store));
    };
    const bool is_killed = options.crash && options.crash_with.empty();
    // No store is open when a process is made.
    const bool has_children = is_killed || options.processes > 1;
    const SessionConfig config = has_children ? config_of(options.url) : opened();
    const std::size_t ends = options.load.requests * (options.load.logouts + 1) / 100;
    Clients clients(SessionInterface(config), options.sessions, ends / options.sessions + 25);
    Ledger ledger(clients.all());
    int crashes = 0;
    if (is_killed) {
        run_killed(opened, clients, options.load, ledger);
    } else if (has_children) {
        Processes children(65'536);
        children.start(options.processes, opened, clients, options.load);
        const auto crashing =
            options.crash ? crash_by_command(options, ledger, crashes) : std::jthread();
        while (const auto event = children.next())
            ledger.note(*event);
        children.wait();
    } else {
        // Two, so that not everything goes through one queue; each thread its own where everything
        // is to be overwritten.
        std::list<SessionInterface> made;
        std::vector<const SessionInterface*> interfaces;
        for (std::size_t i = 0; i < (options.control ? options.load.threads : 2); ++i)
            interfaces.push_back(&made.emplace_back(config));
        const auto crashing =
            options.crash ? crash_by_command(options, ledger, crashes) : std::jthread();
        run(interfaces, clients, options.load, [&](const Event& event) { ledger.note(event); });
    }
    Count count;
    const SessionInterface sessions(config);
    const bool is_cache = sessions.setup().store()->is_cache();
    for (std::size_t i = 0; i < clients.all(); ++i) {
        SessionExchange exchange(sessions);
        exchange.borrow_cookie_field(clients.cookie(static_cast<std::int32_t>(i)));
        count += ledger.compare(i, exchange.session(), is_cache);
    }
    const std::int64_t in_doubt = ledger.in_doubt();
    const std::int64_t gave_up = options.crash ? 0 : in_doubt;
    std::printf("lost %lld doubled %lld resurrected %lld gave_up %lld\n",
                static_cast<long long>(count.lost), static_cast<long long>(count.doubled),
                static_cast<long long>(count.resurrected), static_cast<long long>(gave_up));
    std::fprintf(stderr, "%lld changes were acknowledged, %lld in doubt\n",
                 static_cast<long long>(ledger.acknowledged()), static_cast<long long>(in_doubt));
    const bool found_any = count.lost + count.doubled + count.resurrected > 0;
    if (options.control)
        return count.lost > 0 && (options.load.logouts == 0 || count.resurrected > 0) ? 0 : 1;
    const bool was_noticed = options.unnoticed ? crashes > 0 : in_doubt > 0;
    if (options.crash && !was_noticed) {
        std::fprintf(stderr, "nothing was in doubt: the test did not bite\n");
        return 1;
    }
    return found_any || gave_up > 0 ? 1 : 0;
}

} // namespace

int main(int argc, char** argv)
try {
    return hammer_store(read(argc, argv));
} catch (const std::exception& error) {
    std::fprintf(stderr, "store_hammer: %s\n", error.what());
    return 2;
}
