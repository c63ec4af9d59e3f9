#pragma once

#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

namespace detail {
/// Its address stands for the type T at run time.
template <class T>
inline constexpr char type_key = 0;
} // namespace detail

/// Objects of any types, one of each type. Request::g is one.
class Objects {
public:
    Objects() = default;
    Objects(const Objects&) = delete;
    Objects& operator=(const Objects&) = delete;
    /// Those put in last go first.
    ~Objects() { clear(); }

    /// Makes the object of type T, in place of the one that is there.
    template <class T, class... A>
    T& emplace(A&&... arguments)
    {
        static_assert(std::is_same_v<T, std::remove_cvref_t<T>>,
                      "costrel: emplace<T>() takes a plain type, no reference and no const");
        entries_.reserve(entries_.size() + 1); // from here on nothing but T's constructor throws
        T* object = nullptr;
        if constexpr (std::is_constructible_v<T, A...>)
            object = new T(std::forward<A>(arguments)...);
        else // an aggregate, whose parentheses clang++ 14 does not know
            object = new T{std::forward<A>(arguments)...};
        put({&detail::type_key<T>, object, [](void* old) { delete static_cast<T*>(old); }});
        return *object;
    }
    /// The object of type T, or nullptr.
    template <class T>
    T* find() const noexcept
    {
        return static_cast<T*>(find(&detail::type_key<T>));
    }
    /// The object of type T. Throws std::logic_error when there is none.
    template <class T>
    T& get() const
    {
        if (T* object = find<T>())
            return *object;
        throw_missing(__PRETTY_FUNCTION__);
    }
    void clear() noexcept
    {
        if (!entries_.empty())
            destroy_all();
    }

private:
    struct Entry {
        const void* type;
        void* object;
        void (*destroy)(void* object);
    };

    void put(Entry entry) noexcept;
    void* find(const void* type) const noexcept;
    void destroy_all() noexcept;
    [[noreturn]] static void throw_missing(std::string_view function);

    std::vector<Entry> entries_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
