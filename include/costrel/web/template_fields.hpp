#pragma once

#include <costrel/web/template_error.hpp>
#include <costrel/web/template_value.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

namespace detail {

struct TemplateType {
    const std::type_info& info;
    std::span<const std::string_view> names;
    bool (*is_method)(std::size_t index);
    TemplateValue (*get)(const void* object, std::size_t index); // of what is no method
    TemplateValue (*call)(const void* object, std::size_t index, const List& arguments);
};

template <class... M>
struct TemplateFields {
    std::array<std::string_view, sizeof...(M)> names;
    std::tuple<M...> members;
};

template <class M>
struct TemplateMethod {
    static constexpr bool value = false;
};
template <class T, class R, class... P>
struct TemplateMethod<R (T::*)(P...) const> {
    static constexpr bool value = true;
    using Parameters = std::tuple<std::remove_cvref_t<P>...>;
};
template <class T, class R, class... P>
struct TemplateMethod<R (T::*)(P...) const noexcept> : TemplateMethod<R (T::*)(P...) const> {
};

template <class P>
P template_argument(const List& arguments, std::size_t index)
{
    if (auto argument = value_to<P>(arguments[index]))
        return *std::move(argument);
    throw TemplateError(TemplateError::Kind::type, {}, 0,
                        "argument " + std::to_string(index + 1) +
                            " of the method does not fit: it is a '" +
                            std::string(arguments[index].type_name()) + "'");
}

template <class T, class M>
TemplateValue template_call(const T& object, M method, const List& arguments)
{
    using Parameters = typename TemplateMethod<M>::Parameters;
    constexpr std::size_t count = std::tuple_size_v<Parameters>;
    if (arguments.size() != count)
        throw TemplateError(TemplateError::Kind::type, {}, 0,
                            "the method takes " + std::to_string(count) + " arguments, and " +
                                std::to_string(arguments.size()) + " were given");
    return [&]<std::size_t... I>(std::index_sequence<I...>)
    {
        return TemplateValue((object.*method)(
            template_argument<std::tuple_element_t<I, Parameters>>(arguments, I)...));
    }
    (std::make_index_sequence<count>());
}

// Calls `visit` with the member at that index, which is less than their number.
template <class Members, class Visit>
TemplateValue with_member(const Members& members, std::size_t index, Visit visit)
{
    TemplateValue value;
    [&]<std::size_t... I>(std::index_sequence<I...>)
    {
        (void)((I == index && (value = visit(std::get<I>(members)), true)) || ...);
    }
    (std::make_index_sequence<std::tuple_size_v<Members>>());
    return value;
}

template <class T>
const TemplateType& template_type()
{
    static const auto fields = template_fields(static_cast<const T*>(nullptr));
    static const TemplateType type{
        typeid(T), fields.names,
        [](std::size_t index) {
            bool is_method = false;
            (void)with_member(fields.members, index, [&]<class M>(const M&) {
                is_method = TemplateMethod<M>::value;
                return TemplateValue();
            });
            return is_method;
        },
        [](const void* object, std::size_t index) {
            return with_member(fields.members, index, [object]<class M>(const M& member) {
                const T& its_object = *static_cast<const T*>(object);
                if constexpr (TemplateMethod<M>::value)
                    return TemplateValue();
                else if constexpr (std::is_member_object_pointer_v<M>)
                    return TemplateValue(its_object.*member);
                else
                    return TemplateValue(member(its_object));
            });
        },
        [](const void* object, std::size_t index, const List& arguments) {
            return with_member(fields.members, index, [&]<class M>(const M& member) {
                if constexpr (TemplateMethod<M>::value)
                    return template_call(*static_cast<const T*>(object), member, arguments);
                else
                    return TemplateValue();
            });
        }};
    return type;
}

} // namespace detail

/// What templates see of a C++ type: names, each followed by what it stands for. That is a data
/// member; a const member function, which the template calls, as in post.excerpt(80); or a function
/// of a const object, which is called when the name is read.
///
/// Write it beside the type, where the compiler finds it:
///
///     auto template_fields(const Post*)
///     {
///         return costrel::fields("id", &Post::id, "title", &Post::title,
///                                "excerpt", &Post::excerpt,
///                                "is_new", [](const Post& post) { return post.age < 1h; });
///     }
///
/// An object of it, and a vector of them, is then part of a context without a copy:
///
///     render_template(request, "blog/index.html", {{"posts", posts}});
///
/// The names are literals. A template sees no other member, and changes none.
template <class... A>
auto fields(A... names_and_members)
{
    static_assert(sizeof...(A) % 2 == 0, "costrel: fields() takes a name before each member");
    const auto all = std::make_tuple(names_and_members...);
    return [&all]<std::size_t... I>(std::index_sequence<I...>)
    {
        return detail::TemplateFields<std::tuple_element_t<2 * I + 1, std::tuple<A...>>...>{
            {std::string_view(std::get<2 * I>(all))...}, {std::get<2 * I + 1>(all)...}};
    }
    (std::make_index_sequence<sizeof...(A) / 2>());
}

} // namespace costrel::inline v1

#pragma GCC visibility pop
