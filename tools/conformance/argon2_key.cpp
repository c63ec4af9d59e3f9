#include "argon2_key.hpp"

#include <map>
#include <stdexcept>
#include <utility>

#ifdef COSTREL_HAS_ARGON2
#include <argon2.h>
#endif

namespace conformance {

namespace {

std::string derived(const std::string& secret, const std::string& salt)
{
#ifdef COSTREL_HAS_ARGON2
    std::string key(32, '\0');
    constexpr unsigned passes = 3, kibibytes = 256 * 1024, lanes = 1;
    if (argon2id_hash_raw(passes, kibibytes, lanes, secret.data(), secret.size(), salt.data(),
                          salt.size(), key.data(), key.size()) == ARGON2_OK)
        return key;
    throw std::runtime_error("libargon2 could not derive a key");
#else
    static_cast<void>(secret);
    static_cast<void>(salt);
    throw std::runtime_error("built without libargon2: install Debian's package libargon2-dev");
#endif
}

} // namespace

std::string argon2_key(const std::string& secret, const std::string& salt)
{
    static std::map<std::pair<std::string, std::string>, std::string> keys; // each takes long
    std::string& key = keys[{secret, salt}];
    if (key.empty())
        key = derived(secret, salt);
    return key;
}

} // namespace conformance
