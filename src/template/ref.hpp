#pragma once

#include <cstdint>
#include <utility>

namespace costrel::templates {

// What several values of one rendering share. A rendering runs in one thread, so the count is
// plain.
class Shared {
public:
    Shared() = default;
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;
    virtual ~Shared() = default;

    std::uint32_t references() const noexcept { return references_; }
    // For a Ref: it holds the object, and does so no longer.
    void take() noexcept { ++references_; }
    static void give(Shared* object) noexcept
    {
        if (--object->references_ == 0)
            end(object);
    }

private:
    // Ends an object that nobody holds. What it held in turn may be nested as deep as a template
    // likes, so that does not nest in the stack.
    static void end(Shared* object) noexcept;

    std::uint32_t references_ = 0;
    Shared* next_ = nullptr; // of those that wait for their end
};

// Holds a Shared for as long as somebody does.
template <class T>
class Ref {
public:
    Ref() noexcept = default;
    explicit Ref(T* object) noexcept : object_(object) { take(); }
    template <class U>
    Ref(const Ref<U>& other) noexcept : object_(other.get())
    {
        take();
    }
    Ref(const Ref& other) noexcept : object_(other.object_) { take(); }
    Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    Ref& operator=(const Ref& other) noexcept
    {
        Ref copy(other);
        std::swap(object_, copy.object_);
        return *this;
    }
    Ref& operator=(Ref&& other) noexcept
    {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Ref()
    {
        if (object_)
            Shared::give(object_);
    }

    T* get() const noexcept { return object_; }
    T* operator->() const noexcept { return object_; }
    T& operator*() const noexcept { return *object_; }
    explicit operator bool() const noexcept { return object_ != nullptr; }

private:
    void take() const noexcept
    {
        if (object_)
            object_->take();
    }

    T* object_ = nullptr;
};

template <class T, class... A>
Ref<T> make(A&&... arguments)
{
    return Ref<T>(new T(std::forward<A>(arguments)...));
}

} // namespace costrel::templates
