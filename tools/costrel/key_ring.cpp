#include "commands.hpp"
#include "key_file.hpp"
#include "sealing/derived_keys.hpp"
#include "sealing/key_file.hpp"
#include "sealing/key_time.hpp"
#include "sealing/key_windows.hpp"
#include "signing/random.hpp"

#include <costrel/config_error.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <optional>

namespace costrel::inline v1::command {

namespace {

using sealing::KeyWindows;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr seconds skew{60};

sys_seconds now()
{
    return std::chrono::floor<seconds>(std::chrono::system_clock::now());
}

std::string hex(std::span<const unsigned char> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string id_of(const KeyRing::Key& key)
{
    return hex(sealing::key_id(key.secret));
}

std::string new_secret()
{
    std::array<unsigned char, 32> bytes{};
    signing::fill_random(bytes);
    return hex(bytes);
}

std::string_view state_of(const KeyWindows& windows, std::size_t key, sys_seconds at)
{
    if (windows.is_revoked(key))
        return "revoked";
    if (windows.primary(at) == key)
        return "seals and opens";
    if (windows.opens(key, at))
        return "opens";
    return windows.seals(key, at + std::chrono::days(36'500)) ? "not yet" : "over";
}

// Whether no session could be saved at that time without the key.
bool seals_alone(const KeyWindows& windows, std::size_t key, sys_seconds at)
{
    for (std::size_t other = 0; other < windows.size(); ++other)
        if (windows.seals(other, at) != (other == key))
            return false;
    return true;
}

sys_seconds time_of(const std::string& text, const char* option)
{
    if (const auto time = sealing::read_key_time(text))
        return *time;
    throw ConfigError(std::string(option) + " must be a time such as 2026-11-27T08:00:00Z");
}

Dict new_key(std::optional<sys_seconds> from)
{
    Dict key{{"secret", new_secret()}};
    if (from)
        key.set("not_before", sealing::key_time(*from));
    key.set("comment", "costrel keys add, " + sealing::key_time(now()));
    return key;
}

} // namespace

int add_key(const std::string& file, const std::string& from)
{
    LockedKeyFile keys(file);
    const KeyWindows windows(keys.ring(), skew);
    const sys_seconds in_an_hour = now() + std::chrono::hours(1);
    std::optional<sys_seconds> start;
    if (!from.empty())
        start = time_of(from, "--from");
    else if (windows.primary(now()) && windows.primary(in_an_hour))
        start = in_an_hour; // all hosts have it before one seals with it
    else if (!keys.keys().empty())
        start = now();
    keys.keys().push_back(new_key(start));
    keys.write();
    std::printf("%s %s\n", id_of(keys.ring().keys.back()).c_str(),
                start ? ("seals from " + sealing::key_time(*start)).c_str() : "seals");
    return 0;
}

int list_keys(const std::string& file)
{
    const KeyRing ring = KeyRing::load(file);
    const KeyWindows windows(ring, skew);
    const sys_seconds at = now();
    for (std::size_t i = 0; i < ring.keys.size(); ++i) {
        const KeyRing::Key& key = ring.keys[i];
        std::printf("%s  %-20s  %-20s  %s\n", id_of(key).c_str(),
                    key.not_before == sys_seconds{} ? "always"
                                                    : sealing::key_time(key.not_before).c_str(),
                    key.not_after ? sealing::key_time(*key.not_after).c_str() : "for ever",
                    std::string(state_of(windows, i, at)).c_str());
    }
    return 0;
}

int prune_keys(const std::string& file, std::int64_t idle)
{
    LockedKeyFile keys(file);
    const sys_seconds at = now();
    const auto primary = KeyWindows(keys.ring(), skew).primary(at);
    List left;
    for (std::size_t i = 0; i < keys.ring().keys.size(); ++i) {
        const KeyRing::Key& key = keys.ring().keys[i];
        // What it sealed last idles out after that; an earlier end would log people out.
        const bool replaced =
            primary && i != *primary &&
            keys.ring().keys[*primary].not_before + seconds(idle) + 2 * skew < at &&
            key.not_before <= keys.ring().keys[*primary].not_before;
        const bool over = key.not_after && *key.not_after + skew <= at;
        if (primary && i != *primary && (replaced || over))
            std::printf("%s dropped\n", id_of(key).c_str());
        else
            left.push_back(keys.keys()[i]);
    }
    if (left.size() == keys.keys().size())
        return 0;
    keys.keys() = std::move(left);
    keys.write();
    return 0;
}

int revoke_key(const std::string& file, const std::string& id, bool force)
{
    LockedKeyFile keys(file);
    const sys_seconds at = now();
    for (std::size_t i = 0; i < keys.ring().keys.size(); ++i) {
        const KeyRing::Key& key = keys.ring().keys[i];
        if (id_of(key) != id)
            continue;
        const bool last = seals_alone(KeyWindows(keys.ring(), skew), i, at);
        if (last && !force)
            throw ConfigError("key " + id +
                              " is the only one that seals now: add another one first that does, "
                              "with --from and the time that it is now, or say --force, which adds "
                              "one that seals at once");
        keys.keys()[i].as<Dict>()->set("revoked", true);
        if (last)
            keys.keys().push_back(new_key(at));
        keys.write();
        std::printf("%s revoked\n", id.c_str());
        if (last)
            std::printf("%s seals\n", id_of(keys.ring().keys.back()).c_str());
        return 0;
    }
    throw ConfigError("there is no key " + id + " in " + file);
}

} // namespace costrel::inline v1::command
