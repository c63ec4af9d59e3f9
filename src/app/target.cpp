#include "app/target.hpp"

#include "app/route_path.hpp"

#include <utility>

namespace costrel::inline v1 {

namespace {

// "*" is no path: it stands for the server itself.
std::optional<std::string_view> decoded_path(const http::Message& message, std::string& storage)
{
    if (message.path == "*")
        return std::nullopt;
    return decode_route_path(message.path, storage);
}

routing::Match match(const routing::Tree& tree, std::optional<std::string_view> path,
                     std::optional<Method> method)
{
    if (!path)
        return {};
    return method ? tree.match(*path, *method) : tree.match_unknown_method(*path);
}

} // namespace

Target::Target(const routing::Tree& tree, const http::Message& message)
    : path_(decoded_path(message, decoded_)), match_(match(tree, path_, message.method))
{
}

// The views go with the text that they are views into: a short text lies within its std::string.
Target::Target(Target&& other) noexcept
    : kind(other.kind), status(other.status), route(other.route), route_index(other.route_index),
      allowed(other.allowed), text(std::move(other.text)), path_(other.path_), match_(other.match_)
{
    const char* const before = other.decoded_.data();
    const bool is_decoded = path_ && path_->data() == before;
    decoded_ = std::move(other.decoded_);
    if (!is_decoded || decoded_.data() == before)
        return;
    path_ = decoded_;
    match_.move_variables(before, decoded_.data());
}

void Target::reject(std::string description) noexcept
{
    kind = Kind::error;
    status = 400;
    route = nullptr;
    route_index = static_cast<std::size_t>(-1);
    text = std::move(description);
}

} // namespace costrel::inline v1
