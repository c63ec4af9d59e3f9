#pragma once

#include <costrel/headers.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1::detail {

// The fields of a response, as SessionExchange::save() takes and adds them.
class SessionFields {
public:
    explicit SessionFields(Headers& headers) noexcept : headers_(headers)
    {
        for (const Header& field : headers)
            sizes_ |= bit_of(field.name);
    }

    // Whether the response had any before. What is added here is never taken.
    bool has_others() const noexcept { return sizes_ != 0; }

    auto taking() noexcept
    {
        return [this](std::string_view name) {
            return (sizes_ & bit_of(name)) != 0 ? take(name) : std::string();
        };
    }
    // The names are literals.
    auto adding() noexcept
    {
        return [this](std::string_view name, std::string value) {
            headers_.add_own(name, std::move(value));
        };
    }

private:
    // A bit for the size of a name: most names that are asked for have one that no field has.
    static std::uint64_t bit_of(std::string_view name) noexcept
    {
        return std::uint64_t{1} << name.size() % 64;
    }
    std::string take(std::string_view name);

    Headers& headers_;
    std::uint64_t sizes_ = 0; // of the names that were there
};

} // namespace costrel::inline v1::detail
