#include <costrel/objects.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace costrel::inline v1 {

void Objects::put(Entry entry) noexcept
{
    const auto old = std::ranges::find(entries_, entry.type, &Entry::type);
    if (old != entries_.end()) {
        std::swap(*old, entry);
        entry.destroy(entry.object);
    } else {
        entries_.push_back(entry);
    }
}

void* Objects::find(const void* type) const noexcept
{
    const auto found = std::ranges::find(entries_, type, &Entry::type);
    return found == entries_.end() ? nullptr : found->object;
}

void Objects::destroy_all() noexcept
{
    while (!entries_.empty()) {
        const Entry last = entries_.back();
        entries_.pop_back();
        last.destroy(last.object);
    }
}

// `function` is the compiler's name of get<T>(): "T& … [with T = flaskr::User]" or "[T = …]".
void Objects::throw_missing(std::string_view function)
{
    std::string_view type = function.substr(function.rfind("T = ") + 4);
    type = type.substr(0, type.find_last_of(']'));
    throw std::logic_error("costrel: there is no " + std::string(type) + " here; emplace<" +
                           std::string(type) +
                           ">() comes first, in a before_request function for one");
}

} // namespace costrel::inline v1
