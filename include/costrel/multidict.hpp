#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel {

/// Keys that can come more than once, in the order in which the client sent them: Werkzeug's
/// MultiDict. A plain look-up gives the first.
class MultiDict {
public:
    using Item = std::pair<std::string, std::string>;

    /// The first value of `key`. Throws BadRequestKeyError, which answers 400, when there is none.
    const std::string& operator[](std::string_view key) const;
    const std::string* find(std::string_view key) const noexcept;
    bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }
    /// The first value of `key`, or `fallback`.
    std::string get(std::string_view key, std::string_view fallback = {}) const;
    std::vector<std::string> getlist(std::string_view key) const;

    void add(std::string key, std::string value);
    std::size_t size() const noexcept { return items_.size(); }
    bool empty() const noexcept { return items_.empty(); }
    auto begin() const noexcept { return items_.begin(); }
    auto end() const noexcept { return items_.end(); }

private:
    std::vector<Item> items_;
};

} // namespace costrel
