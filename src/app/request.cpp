#include "app/content_type.hpp"
#include "app/context.hpp"
#include "app/form_reader.hpp"
#include "app/route_path.hpp"
#include "app/target.hpp"
#include "app/trusted_hosts.hpp"
#include "app/url.hpp"
#include "http/framing/content_length.hpp"
#include "http/grammar.hpp"
#include "http/message.hpp"
#include "http/reply.hpp"

#include <costrel/cookie.hpp>
#include <costrel/detail/real_number.hpp>
#include <costrel/errors.hpp>
#include <costrel/json.hpp>
#include <costrel/request.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace costrel::inline v1 {

namespace {

// A variable of the path, which is spelled as its converter wants it.
Value converted(routing::Converter converter, std::string_view text)
{
    switch (converter) {
    case routing::Converter::integer:
        text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
        return BigInteger{std::string(text)};
    case routing::Converter::real: {
        double number = 0;
        return detail::read_real(text, number) ? Value(number) : Value(text);
    }
    case routing::Converter::uuid:
        return Uuid::parse(text).value_or(Uuid());
    default:
        return text;
    }
}

// Asked of each field of each request, so its letters are compared four at once: of letters alone,
// and of no other byte, the bit of the case is all that differs.
bool is_cookie(std::string_view field_name) noexcept
{
    constexpr std::string_view cookie = "cookie";
    const auto letters = [](std::string_view text, std::size_t at) {
        std::uint32_t four = 0;
        std::memcpy(&four, text.data() + at, sizeof four);
        return four | 0x2020'2020;
    };
    return field_name.size() == cookie.size() && letters(field_name, 0) == letters(cookie, 0) &&
           letters(field_name, 2) == letters(cookie, 2);
}

// The value of Cookie. Several fields are joined, as RFC 6265bis section 5.8.3 would have sent
// them.
std::string_view cookie_header(const http::Message& message, std::string& joined)
{
    std::string_view first;
    for (const http::Field& field : message.fields) {
        if (!is_cookie(field.name))
            continue;
        if (first.empty() && joined.empty()) {
            first = field.value;
            continue;
        }
        if (joined.empty())
            joined = first;
        joined.append("; ").append(field.value);
    }
    return joined.empty() ? first : std::string_view(joined);
}

} // namespace

Request::Request(detail::Context& context, const http::Message& message, const http::Peer& peer,
                 std::string_view decoded_path)
    : method(message.method.value_or(GET)), path(with_one_leading_slash(decoded_path)),
      query_string(message.query), body(message.body), scheme(peer.secure ? "https" : "http"),
      host(message.host), remote_addr(peer.address), context_(&context), message_(&message),
      exchange_(context.sessions)
{
    exchange_.borrow_cookie_field(cookie_header(message, joined_cookies_));
    if (context.proxy_fix)
        look_through(*context.proxy_fix);
    host = normalized_host(host, scheme, host_);
}

Request::~Request() = default;

std::string_view Request::id() const
{
    if (id_.empty())
        id_ = context_->telemetry.id_of(*message_, own_id_);
    return id_;
}

std::optional<std::string_view> Request::header(std::string_view name) const
{
    const http::Field* only = nullptr;
    for (const http::Field& field : message_->fields) {
        if (!http::equal_ignoring_case(field.name, name))
            continue;
        if (only)
            return joined_lines(name);
        only = &field;
    }
    return only ? std::optional(only->value) : std::nullopt;
}

// The fields that have several lines are joined all at once: a view of one value stays good when
// another one is asked for. A line that stands alone is joined, too, and never asked for here.
std::string_view Request::joined_lines(std::string_view name) const
{
    const auto place_of = [&](std::string_view wanted) {
        return std::ranges::find_if(joined_lines_, [&](const JoinedLines& lines) {
            return http::equal_ignoring_case(lines.name, wanted);
        });
    };
    if (joined_lines_.empty()) {
        joined_lines_.reserve(message_->fields.size());
        for (const http::Field& field : message_->fields) {
            const auto lines = place_of(field.name);
            if (lines == joined_lines_.end())
                joined_lines_.push_back({field.name, std::string(field.value)});
            else
                lines->value.append(is_cookie(lines->name) ? "; " : ", ").append(field.value);
        }
    }
    return place_of(name)->value;
}

std::span<const HeaderField> Request::headers() const noexcept
{
    return message_->fields;
}

std::string_view Request::content_type() const
{
    return header("Content-Type").value_or("");
}

std::string Request::mimetype() const
{
    std::string type(http::trim(content_type().substr(0, content_type().find(';'))));
    for (char& c : type)
        c = http::to_lower(c);
    return type;
}

std::optional<std::uint64_t> Request::content_length() const
{
    const auto text = header("Content-Length");
    return text ? http::parse_content_length(*text) : std::nullopt;
}

bool Request::is_json() const
{
    return costrel::is_json(content_type());
}

std::string Request::root_url() const
{
    std::string url(scheme);
    url.append("://").append(host).append(script_root).append("/");
    return url;
}

std::string Request::base_url() const
{
    std::string url = root_url();
    if (message_->path.starts_with('/'))
        url += without_leading_slashes(message_->path);
    return url;
}

std::string Request::url() const
{
    std::string url = base_url();
    if (!query_string.empty())
        url.append("?").append(query_string);
    return url;
}

MultiDict Request::cookies() const
{
    MultiDict cookies;
    std::string joined;
    for (Cookie& cookie : parse_cookie(cookie_header(*message_, joined)))
        cookies.add(std::move(cookie.name), std::move(cookie.value));
    return cookies;
}

Dict Request::view_args() const
{
    std::vector<DictItem> items;
    if (const RouteTable::Route* const route = target_ ? target_->asked() : nullptr) {
        auto text = target_->variables().begin();
        for (const routing::Segment& segment : route->pattern.segments)
            for (const routing::Piece& piece : segment)
                if (piece.is_variable())
                    items.push_back({piece.text, converted(piece.converter, *text++)});
    }
    return Dict::from_items(std::move(items));
}

void Request::add_after_this_request(detail::Function<void(Response&)> function)
{
    after_this_request_.push_back(std::move(function));
}

Value Request::get_json() const
{
    constexpr const char* not_json = "Did not attempt to load JSON data because the request "
                                     "Content-Type was not 'application/json'.";
    if (!is_json())
        throw HttpError(415, not_json, not_json);
    if (message_->refusal) // in a function that runs before the request
        throw HttpError(message_->refusal->status, "the request's body was not taken");
    if (has_coded_body(*message_))
        throw HttpError(415, "The request's body has a Content-Encoding, which is not decoded.");
    auto value = json_loads(body);
    if (!value) {
        const std::string what =
            "Failed to decode JSON object: " + std::string(value.error().message);
        throw HttpError(400, what, context_->debug ? what : "");
    }
    return *std::move(value);
}

const SessionInterface& Request::sessions() const noexcept
{
    return context_->sessions;
}

SessionCounters Request::session_counters() const noexcept
{
    return context_->sessions.counters();
}

std::string Request::build_url(const void* function, std::string_view name,
                               std::vector<std::string> values) const
{
    std::string qualified;
    if (!function && name.starts_with('.')) { // of the current blueprint, as in Flask
        qualified =
            blueprint.empty() ? std::string(name.substr(1)) : std::string(blueprint).append(name);
        name = qualified;
    }
    std::string url = context_->routes.build_url(function, name, values);
    return script_root.empty() ? url : std::string(script_root) + url;
}

std::string Request::build_url(std::string url, const UrlOptions& options) const
{
    return url_with(std::move(url), options, scheme, host);
}

namespace detail {

Session& session_of(Request& request)
{
    return request.session();
}

LazySession& lazy_session_of(Request& request)
{
    return request.lazy_session();
}

SessionInterface& sessions_of(Request& request)
{
    return request.context().sessions;
}

} // namespace detail

} // namespace costrel::inline v1
