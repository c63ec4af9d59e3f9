#include "session/foreign.hpp"

#include "encoding/base64.hpp"
#include "signing/hmac.hpp"
#include "signing/random.hpp"

#include <costrel/session.hpp>
#include <costrel/signing/signer.hpp>
#include <costrel/tagged_json.hpp>

#include <array>
#include <utility>

namespace costrel::inline v1::session {

namespace {

const FrameworkEntries no_entries;

constexpr std::size_t random_bytes = 16;
constexpr std::size_t random_size = encoding::base64url_size(random_bytes);
constexpr char separator = '.';

} // namespace

Foreign::Foreign(const FormatTraits& traits, std::string user_key, const CurrentKeys& keys)
    : framework_(traits.framework), entries_(traits.entries ? traits.entries : &no_entries),
      user_key_(std::move(user_key)), keys_(&keys)
{
}

std::string Foreign::signature(std::size_t key, std::string_view random, const Dict& values) const
{
    const signing::Signer signer(keys_->read().ring.keys[key].secret,
                                 {.salt = "costrel.csrf-token",
                                  .key_derivation = signing::KeyDerivation::hmac,
                                  .digest = "sha256"});
    const Value* const user = values.find(user_key_);
    // The random text has always the same length, so no two pairs make the same one.
    return signer.get_signature(std::string(random) +
                                (user ? TaggedJSONSerializer::dumps(*user) : std::string()));
}

bool Foreign::signs_tokens(std::chrono::sys_seconds now) const noexcept
{
    return !user_key_.empty() && keys_->read().windows.primary(now).has_value();
}

std::string Foreign::token(const Dict& values, std::chrono::sys_seconds now) const
{
    const auto key = keys_->read().windows.primary(now);
    if (user_key_.empty() || !key)
        return {};
    std::array<unsigned char, random_bytes> random;
    signing::fill_random(random);
    std::string token;
    encoding::base64url_encode(
        token, std::string_view(reinterpret_cast<const char*>(random.data()), random.size()));
    const std::string signature = this->signature(*key, token, values);
    return token + separator + signature;
}

bool Foreign::is_token(std::string_view token, const Dict& values,
                       std::chrono::sys_seconds now) const
{
    if (user_key_.empty() || token.size() <= random_size || token[random_size] != separator)
        return false;
    bool good = false;
    for (const std::size_t key : keys_->read().windows.order(now))
        good |= signing::constant_time_equal(signature(key, token.substr(0, random_size), values),
                                             token.substr(random_size + 1));
    return good;
}

const Foreign* foreign_of(const Session& session)
{
    (void)session.origin(); // opens it
    return session.content().foreign;
}

std::chrono::sys_seconds time_of_request(const Session& session)
{
    if (session.content().opened)
        return *session.content().opened;
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace costrel::inline v1::session

namespace costrel::inline v1 {

std::optional<Dict> FrameworkEntries::flash(const Dict&, const Value&, std::string_view) const
{
    return std::nullopt;
}

List FrameworkEntries::take_flashes(Dict&) const
{
    return {};
}

bool FrameworkEntries::set_permanent(Dict&, bool) const
{
    return false;
}

bool FrameworkEntries::is_permanent(const Dict&) const
{
    return false;
}

std::optional<std::chrono::seconds> FrameworkEntries::lifetime(const Dict&,
                                                               std::chrono::sys_seconds) const
{
    return std::nullopt;
}

} // namespace costrel::inline v1
