#include "session/store_url.hpp"

#include <costrel/session/memory_store.hpp>
#include <costrel/session/store_url.hpp>

#include <array>
#include <map>
#include <mutex>
#include <string>

namespace costrel::inline v1 {

namespace session {

namespace {

class Registry {
public:
    void add(std::string_view scheme, MakeStore make)
    {
        const std::lock_guard lock(mutex_);
        makers_.insert_or_assign(std::string(scheme), make);
    }
    MakeStore find(const std::string& scheme)
    {
        const std::lock_guard lock(mutex_);
        const auto found = makers_.find(scheme);
        return found == makers_.end() ? nullptr : found->second;
    }

private:
    std::mutex mutex_;
    std::map<std::string, MakeStore> makers_ = {
        {"memory", [](const std::string&) { return memory_store(); }}};
};

// Made when the first store registers, which may be before main().
Registry& registry()
{
    static Registry made;
    return made;
}

// The stores that a program may have, for who has forgotten to include one.
struct Known {
    std::string_view scheme;
    std::string_view component;
};
constexpr std::array<Known, 7> known = {{{"sqlite", "sqlite"},
                                         {"redis", "redis"},
                                         {"rediss", "redis"},
                                         {"unix", "redis"},
                                         {"memcached", "memcached"},
                                         {"postgresql", "postgresql"},
                                         {"postgres", "postgresql"}}};

// Without the URL, which may hold a password.
[[noreturn]] void reject_url(const std::string& scheme)
{
    for (const Known& store : known) {
        if (store.scheme != scheme)
            continue;
        const std::string component(store.component);
        throw ConfigError("costrel: session_store begins with " + scheme +
                          ":, but this program has no such store: include <costrel/stores/" +
                          component + ".hpp> and link costrel::" + component);
    }
    throw ConfigError("costrel: session_store must be a URL that begins with memory: or with the "
                      "scheme of a store that the program includes");
}

} // namespace

std::shared_ptr<SessionStore> open_store(const SessionStoreRef& store)
{
    if (store.store()) {
        const auto owner = std::make_shared<detail::Shared<SessionStore>>(store.store());
        return {owner, owner->get()};
    }
    if (store.url().empty())
        return nullptr;
    const std::string scheme = store.url().substr(0, store.url().find(':'));
    const MakeStore make = registry().find(scheme);
    if (!make)
        reject_url(scheme);
    return make(store.url());
}

} // namespace session

bool register_store(std::string_view scheme, MakeStore make)
{
    session::registry().add(scheme, make);
    return true;
}

} // namespace costrel::inline v1
