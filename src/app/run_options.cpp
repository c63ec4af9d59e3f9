#include <costrel/app.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string>

namespace costrel::inline v1 {

namespace {

template <class T>
void read_number(const char* name, std::string_view range, T& number)
{
    const char* variable = std::getenv(name);
    if (!variable)
        return;
    const std::string_view text(variable);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        throw ConfigError("costrel: " + std::string(name) + " must be a number from " +
                          std::string(range) + ", not \"" + std::string(text) + "\"");
}

// The parts between the commas; none of an empty text.
std::vector<std::string> list(std::string_view text)
{
    if (text.empty())
        return {};
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t comma = text.find(',');
        parts.emplace_back(text.substr(0, comma));
        if (comma == text.npos)
            return parts;
        text.remove_prefix(comma + 1);
    }
}

void read_certificates(RunOptions& options)
{
    const char* const cert_text = std::getenv("COSTREL_RUN_CERT");
    const char* const key_text = std::getenv("COSTREL_RUN_KEY");
    const std::vector<std::string> certs = list(cert_text ? cert_text : "");
    std::vector<std::string> keys = list(key_text ? key_text : "");
    if (certs.empty() && !keys.empty())
        throw ConfigError("costrel: COSTREL_RUN_KEY is set and COSTREL_RUN_CERT is not, so nothing "
                          "would be encrypted");
    if (keys.size() > std::max<std::size_t>(certs.size(), 1))
        throw ConfigError("costrel: COSTREL_RUN_KEY has more files than COSTREL_RUN_CERT");
    keys.resize(std::max<std::size_t>(certs.size(), 1)); // without one: in the same file
    options.key = keys.front();
    if (!certs.empty())
        options.cert = certs.front();
    for (std::size_t i = 1; i < certs.size(); ++i)
        options.more_certs.push_back({certs[i], keys[i]});
}

} // namespace

RunOptions RunOptions::from_env()
{
    RunOptions options;
    if (const char* host = std::getenv("COSTREL_RUN_HOST"))
        options.host = host;
    read_number("COSTREL_RUN_PORT", "0 to 65535", options.port);
    read_number("COSTREL_RUN_THREADS", "0 to 1024", options.threads);
    if (options.threads > 1024)
        throw ConfigError("costrel: COSTREL_RUN_THREADS must be a number from 0 to 1024");
    if (const char* bind = std::getenv("COSTREL_RUN_BIND"))
        options.bind = list(bind);
    read_certificates(options);
    return options;
}

} // namespace costrel::inline v1
