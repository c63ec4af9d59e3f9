#pragma once

#include <costrel/encoding/value.hpp>
#include <costrel/web/detail/kept.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

class TemplateValue;

namespace detail {

struct TemplateType; // what templates see of a C++ type: costrel/template_fields.hpp

// An object of such a type.
struct LentObject {
    const void* object;
    const TemplateType* type;
};

// A sequence of values of a type that can be lent.
struct LentSequence {
    const void* sequence;
    std::size_t (*size)(const void* sequence);
    TemplateValue (*at)(const void* sequence, std::size_t index);
};

template <class T>
concept has_template_fields = requires
{
    template_fields(static_cast<const T*>(nullptr));
};

template <class T>
const TemplateType& template_type(); // of one that has_template_fields

// What may be nothing: an optional, a pointer.
template <class T>
concept maybe = requires(const T& value)
{
    *value;
    static_cast<bool>(value);
}
&&!std::is_array_v<T>;

template <class T>
concept sequence = std::ranges::random_access_range<const T> && std::ranges::sized_range<const T>;

} // namespace detail

/// What a template is lent: a value, an object whose type has template_fields(), a vector, array or
/// span of what can be lent, or an optional of it or a pointer to it (empty: None).
///
/// An lvalue is lent and not copied, so it has to outlive the rendering; a temporary is kept.
class TemplateValue {
public:
    TemplateValue() noexcept = default; ///< None

    template <class T>
    requires(!std::same_as<std::remove_cvref_t<T>, TemplateValue>) TemplateValue(T&& value)
    {
        using U = std::remove_cvref_t<T>;
        if constexpr (std::is_lvalue_reference_v<T>) {
            lend(static_cast<const U&>(value));
        } else if constexpr (std::is_arithmetic_v<U> || std::is_pointer_v<U> ||
                             std::same_as<U, std::string_view> || std::same_as<U, std::nullptr_t>) {
            lend(value);
        } else if constexpr (!detail::has_template_fields<U> && !detail::maybe<U> &&
                             std::convertible_to<T, Value>) {
            keep(Value(std::forward<T>(value)));
        } else {
            keep<U>(std::forward<T>(value));
        }
    }

    using Content = std::variant<std::monostate, bool, std::int64_t, double, std::string_view,
                                 const Html*, const Value*, const List*, const Dict*,
                                 detail::LentObject, detail::LentSequence>;
    const Content& content() const noexcept { return content_; }
    /// What `content` is in, unless that is lent.
    const detail::Kept& owner() const noexcept { return owner_; }

private:
    template <class T>
    void keep(T value)
    {
        const T* kept = nullptr;
        owner_ = detail::Kept(std::move(value), kept);
        lend(*kept); // behind it: what is in it may be kept apart
    }

    template <class T>
    void lend(const T& value)
    {
        if constexpr (std::same_as<T, std::nullptr_t>) {
            content_ = std::monostate();
        } else if constexpr (std::same_as<T, bool>) {
            content_ = value;
        } else if constexpr (std::integral<T> && !detail::character<T>) {
            if (std::in_range<std::int64_t>(value))
                content_ = static_cast<std::int64_t>(value);
            else
                keep(Value(value));
        } else if constexpr (std::floating_point<T>) {
            content_ = static_cast<double>(value);
        } else if constexpr (std::convertible_to<const T&, std::string_view>) {
            content_ = std::string_view(value);
        } else if constexpr (std::same_as<T, Html> || std::same_as<T, Value> ||
                             std::same_as<T, List> || std::same_as<T, Dict>) {
            content_ = &value;
        } else if constexpr (detail::has_template_fields<T>) {
            content_ = detail::LentObject{&value, &detail::template_type<T>()};
        } else if constexpr (detail::maybe<T>) {
            if (value)
                lend(*value);
        } else if constexpr (std::convertible_to<const T&, Value>) {
            keep(Value(value));
        } else if constexpr (detail::sequence<T>) {
            content_ = detail::LentSequence{
                &value,
                [](const void* all) { return std::ranges::size(*static_cast<const T*>(all)); },
                [](const void* all, std::size_t index) {
                    using Distance = std::ranges::range_difference_t<const T>;
                    return TemplateValue(std::ranges::begin(
                        *static_cast<const T*>(all))[static_cast<Distance>(index)]);
                }};
        } else {
            static_assert(!sizeof(T), "costrel: a template cannot be lent this type: write "
                                      "template_fields(const T*) beside it, which names its "
                                      "fields, or pass a Value");
        }
    }

    Content content_;
    detail::Kept owner_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
