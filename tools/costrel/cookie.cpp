#include "commands.hpp"

#include <costrel/http_date.hpp>
#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/signing/url_safe_serializer.hpp>
#include <costrel/tagged_json.hpp>

#include <cstdio>

namespace costrel::command {

namespace {

void print(const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
}

signing::URLSafeTimedSerializer serializer(const signing::SecretKeys& keys)
{
    return signing::URLSafeTimedSerializer(keys, {.salt = "cookie-session",
                                                  .key_derivation = signing::KeyDerivation::hmac,
                                                  .payload = &signing::tagged_json()});
}

// Keeps what the interface tells of the one cookie.
class Witness final : public SessionObserver {
public:
    void opened(SessionOrigin, std::size_t index) noexcept override { key_index = index; }

    std::size_t key_index = 0;
};

std::string_view sentence(SessionOrigin origin)
{
    switch (origin) {
    case SessionOrigin::none:
        return "refused: it is empty";
    case SessionOrigin::opened:
        return "good";
    case SessionOrigin::bad_signature:
        return "refused: none of the keys signed it, or it is no session cookie";
    case SessionOrigin::expired:
        return "refused: it is older than permanent_session_lifetime";
    case SessionOrigin::from_the_future:
        return "refused: it was signed after now; is a clock wrong?";
    case SessionOrigin::unreadable:
        return "refused: it is rightly signed, but holds no session";
    case SessionOrigin::too_large:
        return "refused: it is larger than session_max_cookie_in or session_inflate_limit";
    case SessionOrigin::no_key:
        return "there is no key: name a file with --key-file, or set COSTREL_SECRET_KEY";
    default: // of other formats
        break;
    }
    return {};
}

} // namespace

int show_cookie(std::string_view cookie)
{
    // Any key will do: what it signed is shown all the same.
    const signing::UnsafeValue shown = serializer("nobody's").loads_unsafe(cookie);
    if (!shown.value) {
        std::fputs("it holds nothing that can be read\n", stderr);
        return 1;
    }
    print(TaggedJSONSerializer::dumps(*shown.value));
    return 0;
}

int verify_cookie(std::string_view cookie, Config config)
{
    Witness witness;
    config.session_observer = &witness;
    config.session_cookie_name = "session"; // the cookie comes without its name
    config.require_strong_secret = false;
    const SessionInterface sessions(config);
    SessionExchange exchange(sessions);
    exchange.add_cookie_field("session=" + std::string(cookie));
    const SessionOrigin origin = exchange.session().origin();
    if (origin != SessionOrigin::opened) {
        print(std::string(sentence(origin)));
        return origin == SessionOrigin::no_key ? 2 : 1;
    }
    print(witness.key_index == 0
              ? "good: the current key signed it"
              : "good: fallback " + std::to_string(witness.key_index) + " signed it");
    return 0;
}

} // namespace costrel::command
