#pragma once

#include <costrel/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace costrel::inline v1::interop {

// Reads serialized values one after the other. Reserves nothing for a count that the text claims,
// and is bounded in depth.
class PhpReader {
public:
    explicit PhpReader(std::string_view text) : rest_(text) {}

    std::optional<Value> value();
    // An array's items, in the order of the text.
    std::optional<Dict> array();
    bool at_end() const { return rest_.empty(); }
    // The text up to `end`, which is taken off, too.
    std::optional<std::string_view> until(char end);

private:
    std::optional<Value> text();
    bool take(std::string_view word);
    std::optional<std::int64_t> integer();

    std::string_view rest_;
    std::size_t depth_ = 0;
};

} // namespace costrel::inline v1::interop
