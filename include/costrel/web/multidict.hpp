#pragma once

#include <costrel/web/detail/number_text.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Keys that can occur more than once, in the order in which the client sent them: Werkzeug's
/// MultiDict. A plain look-up finds the first.
class MultiDict {
public:
    using Item = std::pair<std::string, std::string>;

    /// The first value of `key`. Throws BadRequestKeyError, a 400, when there is none.
    const std::string& operator[](std::string_view key) const;
    const std::string* find(std::string_view key) const noexcept;
    bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }
    /// The first value of `key`, or `fallback`.
    std::string get(std::string_view key, std::string_view fallback = {}) const;
    /// The first value of `key` as a number, or `fallback` when there is none, when it is not a
    /// number, or when it does not fit a T: Werkzeug's `get(key, default, type=int)`.
    ///
    ///     const auto page = request.args.get<int>("page", 1);
    template <class T>
    requires std::is_arithmetic_v<T> T get(std::string_view key, T fallback)
    const { return find<T>(key).value_or(fallback); }
    /// The first value of `key` as a number, or nothing in those cases.
    template <class T>
    std::optional<T> find(std::string_view key) const
    {
        const std::string* const value = find(key);
        return value ? detail::read_number<T>(*value) : std::nullopt;
    }
    std::vector<std::string> getlist(std::string_view key) const;

    void add(std::string key, std::string value);
    std::size_t size() const noexcept { return items_.size(); }
    bool empty() const noexcept { return items_.empty(); }
    auto begin() const noexcept { return items_.begin(); }
    auto end() const noexcept { return items_.end(); }

private:
    std::vector<Item> items_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
