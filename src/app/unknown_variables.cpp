#include "app/unknown_variables.hpp"

#include "app/edit_distance.hpp"
#include "session/config_variables.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace costrel::inline v1 {

namespace {

constexpr std::string_view our_prefix = "COSTREL_";
constexpr std::size_t longest_name = 64; // a longer one is none of ours, and is not compared

std::vector<std::string_view> known_names()
{
    std::vector<std::string_view> names = config_variables();
    names.insert(names.end(), {"ENV", "RUN_HOST", "RUN_PORT", "RUN_THREADS", "RUN_BIND", "RUN_CERT",
                               "RUN_KEY", "RUN_SHOW"});
    return names;
}

} // namespace

std::vector<std::string> unknown_variables(const char* const* environment)
{
    const std::vector<std::string_view> known = known_names();
    std::vector<std::string> sentences;
    for (; *environment; ++environment) {
        const std::string_view variable = *environment;
        const std::string_view name = variable.substr(0, variable.find('='));
        if (!name.starts_with(our_prefix) || name.size() > longest_name)
            continue;
        const std::string_view rest = name.substr(our_prefix.size());
        const auto nearest = std::min_element(
            known.begin(), known.end(), [&](std::string_view one, std::string_view other) {
                return edit_distance(rest, one) < edit_distance(rest, other);
            });
        if (*nearest == rest)
            continue;
        std::string sentence = "costrel does not know " + std::string(name) + " of the environment";
        if (edit_distance(rest, *nearest) <= rest.size() / 2)
            sentence.append("; is it ").append(our_prefix).append(*nearest).append("?");
        sentences.push_back(std::move(sentence));
    }
    return sentences;
}

} // namespace costrel::inline v1
