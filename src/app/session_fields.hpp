#pragma once

#include <costrel/headers.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1::detail {

// The fields of a response, as SessionExchange::save() takes and adds them.
class SessionFields {
public:
    explicit SessionFields(Headers& headers) noexcept
        : headers_(headers), were_there_(!headers.empty())
    {
    }

    // Whether the response had any before. What is added here is never taken.
    bool were_there() const noexcept { return were_there_; }

    auto taking() noexcept
    {
        return [this](std::string_view name) {
            return were_there_ && headers_.contains(name) ? take(name) : std::string();
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
    std::string take(std::string_view name);

    Headers& headers_;
    bool were_there_;
};

} // namespace costrel::inline v1::detail
