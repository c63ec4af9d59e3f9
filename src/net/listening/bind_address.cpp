#include "net/listening/bind_address.hpp"

#include "net/listening/listen_error.hpp"

#include <charconv>

namespace costrel::inline v1::net {

namespace {

[[noreturn]] void refuse(std::string_view text, const std::string& why)
{
    throw ListenError("\"" + std::string(text) + "\"", why);
}

// The whole text as a number in that base, at most `most`.
std::optional<unsigned> number(std::string_view text, int base, unsigned most)
{
    unsigned value = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value, base);
    if (error != std::errc{} || rest != end || value > most)
        return std::nullopt;
    return value;
}

// Cuts the first word off.
std::string_view next_word(std::string_view& text)
{
    constexpr std::string_view spaces = " \t\r\n";
    const std::size_t start = text.find_first_not_of(spaces);
    if (start == text.npos)
        return text = {};
    text.remove_prefix(start);
    const std::string_view word = text.substr(0, text.find_first_of(spaces));
    text.remove_prefix(word.size());
    return word;
}

void read_tcp(BindAddress& bind, std::string_view address, std::string_view text)
{
    const std::size_t colon = address.rfind(':');
    std::string_view host = address.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
    if (colon == address.npos || address.ends_with(']'))
        refuse(text, "it has no port; write 127.0.0.1:5000, [::1]:5000, unix:/run/app.sock or "
                     "systemd");
    if (!bracketed && host.find(':') != host.npos)
        refuse(text, "an IPv6 address stands in brackets, as in [::1]:5000");
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    if (host.empty())
        refuse(text, "it has no host; write 0.0.0.0:5000 for all of this machine, 127.0.0.1:5000 "
                     "for this machine only");
    const auto port = number(address.substr(colon + 1), 10, 65535);
    if (!port)
        refuse(text, "its port is no number from 0 to 65535");
    bind.host = host;
    bind.port = static_cast<std::uint16_t>(*port);
}

void read_word(BindAddress& bind, std::string_view word, std::string_view text)
{
    using Security = BindAddress::Security;
    if (word == "tls" || word == "plain") {
        if (bind.security != Security::unsaid)
            refuse(text, "\"tls\" and \"plain\" stand there once at most");
        bind.security = word == "tls" ? Security::tls : Security::plain;
    } else if (word.starts_with("mode=")) {
        if (bind.kind != BindAddress::Kind::local)
            refuse(text, "only the file of a Unix socket has a mode");
        bind.mode = number(word.substr(5), 8, 0777);
        if (!bind.mode)
            refuse(text, "its mode is no octal number up to 777, such as mode=660");
    } else {
        refuse(text, "after the address only tls, plain and mode=660 are known");
    }
}

} // namespace

BindAddress BindAddress::parse(std::string_view text)
{
    BindAddress bind;
    std::string_view rest = text;
    const std::string_view address = next_word(rest);
    if (address.empty())
        refuse(text, "it is empty; write 127.0.0.1:5000, [::1]:5000, unix:/run/app.sock or "
                     "systemd");
    if (address.starts_with("unix:")) {
        bind.kind = Kind::local;
        bind.path = address.substr(5);
        if (bind.path.empty())
            refuse(text, "it has no path; write unix:/run/app.sock");
    } else if (address == "systemd" || address.starts_with("systemd:")) {
        bind.kind = Kind::systemd;
        bind.name = address.size() > 8 ? address.substr(8) : "";
    } else {
        read_tcp(bind, address, text);
    }
    while (!rest.empty())
        if (const std::string_view word = next_word(rest); !word.empty())
            read_word(bind, word, text);
    return bind;
}

} // namespace costrel::inline v1::net
