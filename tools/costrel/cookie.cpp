#include "commands.hpp"
#include "session/setup.hpp"

#include <costrel/http_date.hpp>
#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/signing/url_safe_serializer.hpp>
#include <costrel/tagged_json.hpp>

#include <cstdio>

namespace costrel::inline v1::command {

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
    case SessionOrigin::malformed:
        return "refused: it has not the shape of session_format, or of an ID in session_store";
    case SessionOrigin::unknown_key:
        return "refused: it names a key that the ring does not hold";
    case SessionOrigin::key_revoked:
        return "refused: the key that sealed it was revoked";
    case SessionOrigin::key_not_valid:
        return "refused: the key that sealed it may not open now";
    case SessionOrigin::idle:
        return "refused: it was not used for longer than session_idle_timeout";
    case SessionOrigin::revoked:
        return "refused: its session was ended";
    case SessionOrigin::unverified:
        return "refused: session_revocations cannot tell whether its session was ended";
    case SessionOrigin::unknown_id:
        return "refused: session_store has no such session: it is over, or was ended";
    case SessionOrigin::unavailable:
        return "session_store does not answer";
    }
    return {};
}

// Others than Flask's have shapes of their own.
const char* why_unreadable(std::string_view cookie)
{
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    constexpr std::size_t id = 43;      // characters of 32 bytes, and of a signature
    constexpr std::size_t sealed = 119; // of 89 bytes, the fewest
    const std::size_t dot = cookie.find('.');
    const bool is_text = cookie.find_first_not_of(alphabet) == cookie.npos;
    if (is_text && cookie.size() >= sealed && cookie.starts_with('A'))
        return "it is sealed, and can be read with its key: costrel cookie explain --keys FILE\n";
    if (dot == id && cookie.size() == 2 * id + 1 &&
        cookie.substr(dot + 1).find_first_not_of(alphabet) == cookie.npos)
        return "it is the ID of a session in a store, and holds nothing else\n";
    return "it holds nothing that can be read\n";
}

} // namespace

int show_cookie(std::string_view cookie)
{
    // Any key will do: what it signed is shown all the same.
    const signing::UnsafeValue shown = serializer("nobody's").loads_unsafe(cookie);
    if (!shown.value) {
        std::fputs(why_unreadable(cookie), stderr);
        return 1;
    }
    print(TaggedJSONSerializer::dumps(*shown.value));
    return 0;
}

int verify_cookie(std::string_view pasted, Config config)
{
    Witness witness;
    config.session_observer = &witness;
    config.require_strong_secret = false;
    const SessionInterface sessions(config);
    const std::string name =
        sessions.setup().with_format([](const auto& used) { return used.cookie_names().front(); });
    SessionExchange exchange(sessions);
    exchange.add_cookie_field(name + '=' + pasted_value(pasted, name));
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

} // namespace costrel::inline v1::command
