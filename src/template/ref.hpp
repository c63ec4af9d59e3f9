#pragma once

#include <cstdint>
#include <utility>

namespace costrel::inline v1::templates {

class Shared;

// The objects that are made in this thread while it lives. Those that are still there at its end
// hold each other: they let go of what they hold, so that they end, too.
class SharedScope {
public:
    SharedScope() noexcept;
    SharedScope(const SharedScope&) = delete;
    SharedScope& operator=(const SharedScope&) = delete;
    ~SharedScope();

private:
    friend class Shared;

    Shared* first_ = nullptr;
    SharedScope* outer_; // at work again when this one has ended
};

// What several values of one rendering share. A rendering runs in one thread, so the count is
// plain.
class Shared {
public:
    Shared() = default;
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;
    virtual ~Shared() { leave_scope(); }

    // Of an object that can be changed, and so come to hold itself: holds nothing any more.
    virtual void let_go() noexcept {}

    void enter_scope() noexcept; // for make()
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
    friend class SharedScope;
    void leave_scope() noexcept
    {
        if (!place_)
            return;
        *place_ = next_;
        if (next_)
            next_->place_ = place_;
        place_ = nullptr;
    }

    std::uint32_t references_ = 0;
    Shared** place_ = nullptr; // what points here in the list of a scope; nullptr: in none
    Shared* next_ = nullptr;   // of that list, or of those that wait for their end
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
    Ref<T> object(new T(std::forward<A>(arguments)...));
    object->enter_scope();
    return object;
}

} // namespace costrel::inline v1::templates
