#pragma once

#include <costrel/session/lazy_session.hpp>
#include <costrel/session/observer.hpp>
#include <costrel/web/detail/endpoint.hpp>
#include <costrel/web/detail/number_text.hpp>
#include <costrel/web/detail/url_value.hpp>
#include <costrel/web/file_storage.hpp>
#include <costrel/web/headers.hpp>
#include <costrel/web/method.hpp>
#include <costrel/web/multidict.hpp>
#include <costrel/web/objects.hpp>
#include <costrel/web/url_options.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

struct ProxyFix;
namespace detail {
struct Context; // what all requests of an application have in common
class Exchange; // what takes one request through the application
struct Message;
struct Peer;
class Target; // what the path leads to
} // namespace detail

/// A body that is read from its beginning to its end, piece by piece: Flask's request.stream.
class BodyStream {
public:
    explicit BodyStream(std::string_view body) noexcept : rest_(body) {}

    /// The next bytes, at most `size`; none at the end.
    std::string_view read(std::size_t size = std::string_view::npos) noexcept
    {
        const std::string_view piece = rest_.substr(0, size);
        rest_.remove_prefix(piece.size());
        return piece;
    }
    bool at_end() const noexcept { return rest_.empty(); }

private:
    std::string_view rest_;
};

/// One request, as a handler sees it. It is neither copied nor moved; views that it returns are
/// valid until the handler ends.
class Request {
public:
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;
    ~Request();

    /// GET, POST, … A HEAD request reaches the handler of GET, which can see it here; its body is
    /// not sent.
    Method method = GET;
    /// The path, percent-decoded as UTF-8: "/user/Jörg". It begins with one slash, however many
    /// were sent: what is compared with "/admin" here is what the routes are looked up by.
    std::string_view path;
    /// What follows "?", as sent.
    std::string_view query_string;
    /// The arguments of the query string.
    MultiDict args;
    /// The fields of a form sent as application/x-www-form-urlencoded or multipart/form-data; empty
    /// for any other body.
    MultiDict form;
    /// The files of a form sent as multipart/form-data; empty for any other body.
    FileMultiDict files;
    /// The body, whatever its type.
    std::string_view body;
    /// "http" or "https".
    std::string_view scheme;
    /// The host that the client asked for, in lower case, with its port unless that is the scheme's
    /// default. One of Config::trusted_hosts when these are set; empty when there is no valid one.
    std::string_view host;
    /// The address that the request came from, such as "127.0.0.1".
    std::string_view remote_addr;
    /// The path prefix that a proxy has removed (Config::proxy_fix), such as "/app"; url_for() puts
    /// it in front. Otherwise empty.
    std::string_view script_root;

    /// The name of the route's endpoint, such as "admin.dashboard"; empty when no route was found.
    std::string_view endpoint;
    /// The name of its blueprint, such as "admin"; empty when it has none.
    std::string_view blueprint;

    /// The variables of the path by their names, converted as the route's pattern says: Flask's
    /// view_args. Empty when no handler is called.
    Dict view_args() const;

    /// What the application keeps for as long as this request, one object of each type: Flask's g.
    ///
    ///     request.g.emplace<User>(…);      // in a before_request function
    ///     request.g.get<User>().name       // in the handler
    Objects g;

    /// The request's name in the logs: 16 hexadecimal digits, or what a trusted proxy sent in the
    /// field that Config::request_id_header names.
    std::string_view id() const;

    /// The value of the header field of that name, in any case; nothing when it is not there.
    /// Several lines of one name are one value: the values in their order, separated by ", "
    /// (RFC 9110 section 5.3), or by "; " for Cookie.
    std::optional<std::string_view> header(std::string_view name) const;
    /// That value as a number, or `fallback` when there is none, when it is not a number, or when
    /// it does not fit a T: Werkzeug's `headers.get(name, default, type=int)`.
    template <class T>
    requires std::is_arithmetic_v<T> T header(std::string_view name, T fallback)
    const
    {
        const auto value = header(name);
        return value ? detail::read_number<T>(*value).value_or(fallback) : fallback;
    }

    /// All header fields, in the order in which they were sent.
    std::span<const HeaderField> headers() const noexcept;

    /// The value of Content-Type; empty when there is none.
    std::string_view content_type() const;
    /// The media type in it, in lower case and without parameters: "text/html".
    std::string mimetype() const;
    /// The value of Content-Length; nothing when the body was sent in chunks or there is none.
    std::optional<std::uint64_t> content_length() const;
    /// Whether the content type is JSON's: application/json, or one that ends in +json.
    bool is_json() const;
    bool is_secure() const noexcept { return scheme == "https"; }
    /// The body, to be read in pieces.
    BodyStream stream() const noexcept { return BodyStream(body); }

    /// The URL that was requested, percent-encoded as it was sent: "http://example.com/a?b=c". One
    /// slash begins the path, however many were sent.
    std::string url() const;
    /// The same without the query.
    std::string base_url() const;
    /// The URL of the application's root: "http://example.com/".
    std::string root_url() const;

    /// The cookies that the client sent, as Flask's request.cookies.
    MultiDict cookies() const;

    /// The body as JSON, which must be sent as application/json (or a type that ends in +json).
    /// Throws HttpError: 415 for another type or a Content-Encoding, 400 for a body that is not
    /// JSON. As in Flask, the 400 says what is wrong only in debug mode.
    Value get_json() const;

    /// Runs `function(Response&)` on this request's response, before what after_request() of the
    /// application runs. What it uses has to live as long as the request.
    template <class F>
    void after_this_request(F function)
    {
        static_assert(std::is_invocable_r_v<void, F&, Response&>,
                      "costrel: after_this_request() takes a function of Response&");
        add_after_this_request(std::move(function));
    }

    /// Whether csrf_protect() has nothing to check: the route was left out of it, or no handler
    /// will run (no route was found, or the form was rejected).
    bool is_csrf_exempt() const noexcept { return csrf_exempt_; }

    Session& session() noexcept { return exchange_.session(); }
    const Session& session() const noexcept { return exchange_.session(); }
    /// The same for a coroutine that decides later whether it needs one.
    LazySession& lazy_session() noexcept { return lazy_session_; }
    /// What happened to all sessions since the application started.
    SessionCounters session_counters() const noexcept;
    /// The sessions of the application, to end those of others:
    /// <costrel/session/interface.hpp>.
    const SessionInterface& sessions() const noexcept;
    /// For costrel's own functions.
    detail::Context& context() const noexcept { return *context_; }

    /// The path of the route of a handler, with `arguments` for its variables. The compiler checks
    /// them. Throws BuildError when the handler has no route.
    ///
    ///     redirect(request.url_for<show_user>(42))
    template <auto one_function_not_an_overload_set, class... A>
    std::string url_for(const A&... arguments) const
    {
        constexpr auto F = one_function_not_an_overload_set;
        using Path = typename detail::Signature<decltype(one_function_not_an_overload_set)>::Path;
        check_arguments<A...>(Path{});
        return build_url(&detail::function_key<F>, detail::function_name<F>(),
                         {detail::url_value(arguments)...});
    }
    /// The same with a query, an anchor, or a scheme and host.
    template <auto one_function_not_an_overload_set, class... A>
    std::string url_for(const UrlOptions& options, const A&... arguments) const
    {
        return build_url(url_for<one_function_not_an_overload_set>(arguments...), options);
    }
    template <class... A>
    std::string url_for(std::string_view name, const UrlOptions& options,
                        const A&... arguments) const
    {
        return build_url(url_for(name, arguments...), options);
    }
    /// The same by the endpoint's name, for lambdas and names from configuration; ".name" is one of
    /// the current blueprint. Throws BuildError when there is no such endpoint or it has another
    /// number of variables.
    template <class... A>
    std::string url_for(std::string_view name, const A&... arguments) const
    {
        return build_url(nullptr, name, {detail::url_value(arguments)...});
    }
    /// The same with the arguments as texts, whose number is known only now.
    template <std::convertible_to<std::span<const std::string>> A>
    std::string url_for(std::string_view name, const A& arguments) const
    {
        const std::span<const std::string> texts = arguments;
        return build_url(nullptr, name, {texts.begin(), texts.end()});
    }

private:
    friend class detail::Exchange;

    Request(detail::Context& context, const detail::Message& message, const detail::Peer& peer,
            std::string_view decoded_path);

    template <class... A, class... P>
    static constexpr void check_arguments(detail::TypeList<P...>)
    {
        static_assert(
            sizeof...(P) == sizeof...(A),
            "costrel: url_for: the number of arguments differs from the route's variables");
        if constexpr (sizeof...(P) == sizeof...(A))
            static_assert((std::is_convertible_v<const A&, P> && ...),
                          "costrel: url_for: an argument's type differs from the handler's "
                          "parameter");
    }
    void add_after_this_request(detail::Function<void(Response&)> function);
    std::string build_url(const void* function, std::string_view name,
                          std::vector<std::string> values) const;
    std::string build_url(std::string url, const UrlOptions& options) const;
    void look_through(const ProxyFix& fix);
    std::string_view joined_lines(std::string_view name) const;

    struct JoinedLines {
        std::string_view name;
        std::string value;
    };

    detail::Context* context_;
    const detail::Message* message_;
    std::string joined_cookies_;                    // when there are several Cookie fields
    mutable std::vector<JoinedLines> joined_lines_; // once a field of several lines was asked for
    std::string host_;                              // when it is not the host as sent
    std::string forwarded_for_;
    std::string script_root_;
    SessionExchange exchange_;
    LazySession lazy_session_{exchange_};
    bool csrf_exempt_ = true; // until there is a handler
    const detail::Target* target_ = nullptr;
    std::vector<detail::Function<void(Response&)>> after_this_request_;
    mutable std::array<char, 16> own_id_;
    mutable std::string_view id_; // once it was asked for
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
