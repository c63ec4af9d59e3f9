#include "interop/django_signing.hpp"
#include "interop/keys.hpp"
#include "signing/hmac.hpp"

#include <costrel/interop/django.hpp>
#include <costrel/session.hpp>

namespace costrel::inline v1::interop {

namespace {

// AbstractBaseUser.get_session_auth_hash().
std::string auth_hash(std::string_view secret, std::string_view password_column)
{
    const signing::Hmac key(
        "sha256",
        django_key("django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash", secret));
    return hex_of(mac_of(key, {password_column}));
}

} // namespace

void django_login(Session& session, const DjangoOptions& site, std::string_view user_id,
                  std::string_view password_column, std::string_view backend)
{
    session["_auth_user_id"] = std::string(user_id); // always text, as Django writes it
    session["_auth_user_backend"] = std::string(backend);
    session["_auth_user_hash"] = auth_hash(site.secret_key, password_column);
}

std::optional<std::string> django_user(const Session& session, const DjangoOptions& site,
                                       std::string_view password_column)
{
    const auto user = session.find<std::string>("_auth_user_id");
    const auto hash = session.find<std::string>("_auth_user_hash");
    if (!user || !hash)
        return std::nullopt;
    bool fits = signing::constant_time_equal(*hash, auth_hash(site.secret_key, password_column));
    for (const std::string& secret : site.secret_key_fallbacks)
        fits |= signing::constant_time_equal(*hash, auth_hash(secret, password_column));
    return fits ? user : std::nullopt;
}

} // namespace costrel::inline v1::interop
