// A session cookie whose signature is right, and whose contents are not what costrel would write:
// from a bug, another program with the key, or somebody who stole it.
//
// The first line says what the rest is: "json", compressed as usual; "zlib", a stream; "payload",
// the text before the time; or "text", the time included.
#include "encoding/base64.hpp"
#include "formats/session_data.hpp"
#include "fuzz/sessions.hpp"
#include "signing/token.hpp"

#include <costrel/signing/url_safe_serializer.hpp>
#include <costrel/tagged_json.hpp>

#include <optional>
#include <stdexcept>

using namespace costrel;
using fuzz::require;

namespace {

std::string token_of(std::string_view kind, std::string_view content)
{
    std::string text;
    if (kind == "json") {
        static const signing::TokenSigner tokens(fuzz::key);
        tokens.sign(text, content, fuzz::now.time_since_epoch().count());
        return text;
    }
    if (kind == "zlib") {
        text = ".";
        encoding::base64url_encode(text, content);
    } else {
        text = content;
    }
    if (kind == "text")
        return fuzz::signer().signer().sign(text);
    return fuzz::signer().sign(text, fuzz::now);
}

// The JSON of a session, or nothing when it cannot be written: a moment that an offset moved out of
// the calendar, or a text within a tuple's tag, which is written a level deeper.
std::optional<std::string> written(const Dict& dict)
{
    try {
        return TaggedJSONSerializer::dumps(Value(dict));
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    }
}

std::optional<Dict> read_by_serializer(std::string_view token)
{
    using namespace costrel::signing;
    static const URLSafeTimedSerializer serializer(fuzz::key,
                                                   {.salt = "cookie-session",
                                                    .key_derivation = KeyDerivation::hmac,
                                                    .payload = &tagged_json()});
    auto read = serializer.loads(token, SessionConfig().permanent_session_lifetime, fuzz::now);
    return read ? formats::session_data(Value(read->value)) : std::nullopt;
}

void require_saves_and_reads_back(SessionExchange& exchange)
{
    Session& session = exchange.session();
    const std::optional<std::string> json = written(session.items());
    if (!json || session.items().empty()) {
        require(exchange.finish().set_cookies.empty(),
                "an unchanged session that cannot be written is left");
        return;
    }
    session.set_modified(true);
    const std::string field = exchange.finish().set_cookies[0];
    const std::string cookie = field.substr(0, field.find(';'));
    SessionExchange next(fuzz::sessions(), fuzz::now);
    next.borrow_cookie_field(cookie);
    Session& again = next.session();
    if (again.origin() == SessionOrigin::too_large)
        return;
    require(again.origin() == SessionOrigin::opened, "what was saved is opened");
    require(written(again.items()) == json, "what was saved is read again");
    again.set_modified(true);
    require(next.finish().set_cookies[0] == field, "a session has one spelling");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::string_view kind = input.line();
    const std::string token = token_of(kind, input.rest());
    const std::string header = "session=" + token;
    SessionExchange exchange(fuzz::sessions(), fuzz::now);
    exchange.borrow_cookie_field(header);
    Session& session = exchange.session();
    const SessionOrigin origin = session.origin();
    const std::optional<Dict> expected = read_by_serializer(token);

    if (origin != SessionOrigin::opened) {
        fuzz::require_nothing_happened(exchange);
        if (kind == "json")
            require(!expected || origin == SessionOrigin::too_large,
                    "what itsdangerous reads is refused only for its size");
        return 0;
    }
    require(expected.has_value(), "itsdangerous reads what is read here");
    require(written(*expected) == written(session.items()), "itsdangerous reads the same");
    require_saves_and_reads_back(exchange);
    return 0;
}
