#include "device.hpp"

#include <array>
#include <span>

namespace flaskr {

namespace {

struct Name {
    std::string_view word; // in the field
    std::string_view name;
};

// Most of them claim to be others as well, so the order matters: Edge says Chrome and Safari.
constexpr std::array<Name, 11> browsers{{{"Edg", "Edge"},
                                         {"OPR/", "Opera"},
                                         {"FxiOS/", "Firefox"},
                                         {"Firefox/", "Firefox"},
                                         {"CriOS/", "Chrome"},
                                         {"HeadlessChrome/", "Chrome"},
                                         {"Chromium/", "Chromium"},
                                         {"Chrome/", "Chrome"},
                                         {"Safari/", "Safari"},
                                         {"curl/", "curl"},
                                         {"python-requests/", "Python"}}};
constexpr std::array<Name, 7> systems{{{"Android", "Android"},
                                       {"iPhone", "iPhone"},
                                       {"iPad", "iPad"},
                                       {"CrOS", "ChromeOS"},
                                       {"Windows", "Windows"},
                                       {"Mac OS X", "macOS"},
                                       {"Linux", "Linux"}}};

std::string_view find_name(std::span<const Name> names, std::string_view user_agent)
{
    for (const Name& one : names)
        if (user_agent.find(one.word) != user_agent.npos)
            return one.name;
    return {};
}

} // namespace

std::string device_name(std::string_view user_agent)
{
    const std::string browser(find_name(browsers, user_agent));
    const std::string system(find_name(systems, user_agent));
    if (browser.empty())
        return system.empty() ? "Another device" : system;
    return system.empty() ? browser : browser + " on " + system;
}

} // namespace flaskr
