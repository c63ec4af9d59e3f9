#include "stores/names.hpp"

#include <map>
#include <mutex>
#include <netdb.h>
#include <utility>

extern "C" int __real_getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                                  addrinfo** result);

namespace costrel::inline v1::stores {
namespace {

struct Name {
    std::vector<std::string> addresses{};
    int asked = 0;
};

std::mutex mutex;

std::map<std::string, Name>& names()
{
    static auto& all = *new std::map<std::string, Name>; // a thread may ask to the end
    return all;
}

std::vector<std::string> ask(const std::string& name)
{
    const std::lock_guard lock(mutex);
    Name& asked = names()[name];
    ++asked.asked;
    return asked.addresses;
}

} // namespace

void set_addresses(const std::string& name, std::vector<std::string> addresses)
{
    const std::lock_guard lock(mutex);
    names()[name].addresses = std::move(addresses);
}

int times_asked(const std::string& name)
{
    const std::lock_guard lock(mutex);
    return names()[name].asked;
}

} // namespace costrel::inline v1::stores

extern "C" int __wrap_getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                                  addrinfo** result)
{
    if (!std::string(name).ends_with(".example"))
        return __real_getaddrinfo(name, service, hints, result);
    if (hints->ai_flags & AI_NUMERICHOST)
        return EAI_NONAME;
    *result = nullptr;
    addrinfo** next = result;
    for (const std::string& address : costrel::stores::ask(name)) {
        if (__real_getaddrinfo(address.c_str(), service, hints, next) != 0)
            return EAI_NONAME;
        next = &(*next)->ai_next;
    }
    return *result ? 0 : EAI_NONAME;
}
