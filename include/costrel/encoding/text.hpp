#pragma once

#include <costrel/detail/constant_array.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Text that is either a literal, which is not copied, or owned. It lets a response that is fixed
/// in the source go out without an allocation.
class Text {
public:
    Text() = default;
    /// A literal. Another array, whose type can be the same, is copied up to its first zero.
    template <std::size_t N>
    Text(const char (&array)[N])
    {
        assign(array, N);
    }
    template <std::size_t N>
    Text(char (&)[N]) = delete; // a mutable buffer is not a literal
    Text(std::string text) : owned_(std::move(text)), is_owned_(true) {}

    Text(const Text&) = default;
    Text& operator=(const Text&) = default;
    // Those of std::string copy bytes even when there are none.
    Text(Text&& other) noexcept : literal_(other.literal_), is_owned_(other.is_owned_)
    {
        if (is_owned_)
            owned_ = std::move(other.owned_);
    }
    Text& operator=(Text&& other) noexcept
    {
        literal_ = other.literal_;
        is_owned_ = other.is_owned_;
        if (is_owned_)
            owned_ = std::move(other.owned_);
        return *this;
    }
    template <std::same_as<std::string> Temporary>
    Text& operator=(Temporary&& text) noexcept
    {
        owned_ = std::move(text);
        is_owned_ = true;
        return *this;
    }
    ~Text() = default;

    /// A view that the caller promises will stay valid for ever, such as one into a table of
    /// literals.
    static Text literal(std::string_view text)
    {
        Text result;
        result.literal_ = text;
        return result;
    }

    std::string_view view() const noexcept
    {
        return is_owned_ ? std::string_view(owned_) : literal_;
    }
    operator std::string_view() const noexcept { return view(); }
    std::size_t size() const noexcept { return view().size(); }
    bool empty() const noexcept { return view().empty(); }

    template <class T>
    requires std::convertible_to<const T&, std::string_view>
    friend bool operator==(const Text& left, const T& right)
    {
        return left.view() == std::string_view(right);
    }

private:
    void assign(const char* array, std::size_t size)
    {
        is_owned_ = !detail::is_constant(array);
        if (is_owned_)
            owned_ = detail::text_in(array, size);
        else
            literal_ = detail::literal_text(array, size);
    }

    std::string owned_;
    std::string_view literal_;
    bool is_owned_ = false;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
