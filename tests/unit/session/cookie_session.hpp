#pragma once

#include "encoding/base64.hpp"

#include <costrel/json.hpp>
#include <costrel/session/format.hpp>
#include <costrel/signing/signer.hpp>

#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1 {

// The sessions of Express' cookie-session 2, as small as a format can be: the JSON in one cookie,
// in base64, and in a second one its HMAC. They carry no time, so they are good for as long as
// their key. The first of the keys signs; all of them verify.
class CookieSession final : public SessionFormat {
public:
    explicit CookieSession(std::vector<std::string> keys, std::string name = "session")
        : name_(std::move(name))
    {
        for (const std::string& key : keys)
            signers_.emplace_back(
                key, signing::SignerOptions{.key_derivation = signing::KeyDerivation::none});
    }

    SealedContent open(const CookieField& cookies, std::chrono::sys_seconds) const override
    {
        SealedContent found;
        const auto signatures = cookies.all(name_ + ".sig", CookieField::Reading::raw);
        for (const std::string& value : cookies.all(name_, CookieField::Reading::raw)) {
            found.origin = SessionOrigin::bad_signature;
            for (const std::string& signature : signatures)
                for (std::size_t key = 0; key < signers_.size(); ++key)
                    if (signers_[key].verify_signature(name_ + "=" + value, signature)) {
                        found.origin = SessionOrigin::opened;
                        found.key_index = key;
                        found.rewrite = key > 0;
                        if (!encoding::base64_decode(value, found.content))
                            found.origin = SessionOrigin::unreadable;
                        return found;
                    }
        }
        return found;
    }

    std::optional<Dict> read(std::string_view content) const override
    {
        auto value = json_loads(content);
        if (!value || !value->as<Dict>())
            return std::nullopt;
        return std::move(*(*std::move(value)).as<Dict>());
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        OutCookie cookie{.name = name_};
        try {
            encoding::base64_encode(cookie.value,
                                    json_dumps(session.values, JsonStyle::itsdangerous));
        } catch (const std::invalid_argument& error) {
            return CannotCarry{.what = error.what()};
        }
        OutCookie signature{.name = name_ + ".sig",
                            .value = signers_.front().get_signature(name_ + "=" + cookie.value)};
        return std::vector{std::move(cookie), std::move(signature)};
    }

    std::vector<std::string> cookie_names() const override { return {name_, name_ + ".sig"}; }
    CookieDefaults defaults() const override { return {.name = name_}; }

private:
    std::vector<signing::Signer> signers_; // one for each key
    std::string name_;
};

} // namespace costrel::inline v1
