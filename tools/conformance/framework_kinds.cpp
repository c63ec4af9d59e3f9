#include "framework_kinds.hpp"

#include "vector.hpp"

#include <costrel/interop/django.hpp>
#include <costrel/session.hpp>

namespace conformance {

using costrel::Dict;
using costrel::Value;

namespace {

// _auth_user_hash of a password under each key, the current one first.
Outcome check_django_auth(const Dict& vector)
{
    const Dict& config = dict_field(vector, "config");
    const std::string& password = text_field(vector, "password");
    costrel::interop::DjangoOptions site{.secret_key = text_field(config, "secret")};
    std::vector<std::string> secrets{site.secret_key};
    if (const Value* older = optional_field(config, "fallbacks")) {
        for (const Value& secret : *older->as<costrel::List>())
            secrets.push_back(*secret.as<std::string>());
    }
    site.secret_key_fallbacks.assign(secrets.begin() + 1, secrets.end());
    std::string want, got;
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        costrel::Session session;
        costrel::interop::django_login(session, {.secret_key = secrets[i]}, "1", password);
        want +=
            *list_field(dict_field(vector, "expect"), "hashes").at(i).as<std::string>() + " 1\n";
        got += session.get<std::string>("_auth_user_hash") + ' ' +
               costrel::interop::django_user(session, site, password).value_or("nobody") + '\n';
    }
    return compare(want, got);
}

} // namespace

Outcome check_framework(const Dict& vector)
{
    const std::string& operation = text_field(vector, "op");
    if (operation == "verify")
        return check_django_auth(vector);
    return operation == "write" ? check_framework_write(vector) : check_framework_read(vector);
}

} // namespace conformance
