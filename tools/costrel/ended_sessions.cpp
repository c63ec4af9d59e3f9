#include "commands.hpp"
#include "encoding/base64.hpp"
#include "feeds.hpp"
#include "sealing/key_time.hpp"
#include "session/ended_line.hpp"
#include "session/listed_name.hpp"
#include "session/revocation_folder.hpp"

#include <costrel/session/interface.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/sync_wait.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace costrel::inline v1::command {

namespace {

using session::EndedLine;
using Kind = EndedLine::Kind;
using std::chrono::sys_seconds;

sys_seconds system_now()
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// Those that somebody may still need.
std::vector<EndedLine> lines_of(const std::string& place)
{
    std::vector<std::string> texts;
    if (const auto feed = feed_at(place))
        texts = all_lines(*feed);
    else
        session::RevocationFolder(place).read_new(texts);
    const sys_seconds now = system_now();
    std::vector<EndedLine> lines;
    for (const std::string& text : texts)
        if (auto line = EndedLine::read(text); line && line->needed_until() >= now)
            lines.push_back(*std::move(line));
    return lines;
}

std::shared_ptr<RevocationList> list_at(const std::string& place)
{
    if (auto feed = feed_at(place))
        return replicated_revocations(std::move(feed));
    return file_revocations(place);
}

void require_told(RevocationList& list)
{
    constexpr std::chrono::seconds patience(10);
    if (!list.flush(patience))
        throw std::runtime_error("nobody was told that the sessions ended: " + list.problem());
}

// Until when all sessions of the user, or everybody's, have ended.
void print_ends(const std::vector<EndedLine>& lines, const std::string& user)
{
    sys_seconds of_user{}, of_all{};
    for (const EndedLine& line : lines) {
        if (line.kind == Kind::user &&
            (line.user == user || line.user == session::hashed_name(user)))
            of_user = std::max(of_user, line.second);
        if (line.kind == Kind::all)
            of_all = std::max(of_all, line.second);
    }
    if (of_user != sys_seconds())
        std::printf("ended: the user's that began until %s\n", sealing::key_time(of_user).c_str());
    if (of_all != sys_seconds())
        std::printf("ended: everybody's that began until %s\n", sealing::key_time(of_all).c_str());
}

} // namespace

Handle read_handle(const std::string& text)
{
    Handle handle{};
    const std::span room(reinterpret_cast<unsigned char*>(handle.data()), handle.size());
    if (encoding::base64url_decode_canonical(text, room) != handle.size())
        throw ConfigError("that is no handle: `costrel sessions list` and Session::handle() give "
                          "22 characters");
    return handle;
}

int list_ended_sessions(const std::string& place, const std::string& user)
{
    print_ends(lines_of(place), user);
    return 0;
}

int show_ended_session(const std::string& place, const std::string& user, const std::string& handle)
{
    const Handle wanted = read_handle(handle);
    const std::vector<EndedLine> lines = lines_of(place);
    bool has_ended = false;
    for (const EndedLine& line : lines) {
        if (line.kind != Kind::session || line.handle != wanted)
            continue;
        has_ended = true;
        std::printf("ended: the session, at %s; its cookies would be over at %s\n",
                    sealing::key_time(line.from).c_str(), sealing::key_time(line.until).c_str());
    }
    if (!has_ended)
        std::puts("the session is not on the list");
    print_ends(lines, user);
    return has_ended ? 0 : 1;
}

int count_ended_sessions(const std::string& place)
{
    std::set<Handle> sessions, logins;
    std::set<std::string> users;
    for (const EndedLine& line : lines_of(place)) {
        if (line.kind == Kind::session)
            sessions.insert(line.handle);
        else if (line.kind == Kind::use)
            logins.insert(line.handle);
        else if (line.kind == Kind::user)
            users.insert(line.user);
    }
    std::printf("%zu ended sessions, %zu users whose sessions ended, %zu remembered logins\n",
                sessions.size(), users.size(), logins.size());
    return 0;
}

int collect_ended_sessions(const std::string& place)
{
    if (feed_at(place))
        throw ConfigError("a feed forgets by itself what nobody needs any more; gc is of a folder");
    std::printf("%zu files of days that are over removed\n",
                session::RevocationFolder(place).remove_old(system_now()));
    return 0;
}

int end_sessions(const std::string& place, const std::string& user)
{
    // A session may have begun on a host whose clock is ahead by the usual skew.
    const sys_seconds second = system_now() + std::chrono::seconds(60);
    const auto list = list_at(place);
    if (user.empty())
        list->end_all(second);
    else
        list->end_user(user, second);
    require_told(*list);
    std::printf("%s\n", user.empty() ? "all sessions ended" : "all sessions of the user ended");
    return 0;
}

int end_session(const std::string& place, const std::string& user, const std::string& handle)
{
    read_handle(handle);
    Config config = Config::from_env("COSTREL_"); // its times say how long the end is needed
    config.session_store = {};
    config.session_revocations = list_at(place);
    const SessionInterface sessions(config);
    sync_wait(sessions.end_session(user, handle));
    require_told(*config.session_revocations);
    std::puts("the session ended");
    return 0;
}

} // namespace costrel::inline v1::command
