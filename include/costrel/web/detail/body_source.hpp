#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

class TaskLoop;

/// Where the body of a response comes from when it is not one piece of memory: a file, a coroutine.
/// The connection asks for more when it has room, so that a client that reads slowly holds back the
/// source and fills no memory.
class BodySource {
public:
    enum class State : std::uint8_t {
        more,    // read() has more
        end,     // that was all
        waiting, // there is nothing more yet: wait() tells when
        failed,  // failure() says why. The connection is cut: a part must not pass for the whole
    };
    struct Piece {
        std::size_t size; // bytes that were read, whatever the state
        State state;
    };
    /// What to call, from any thread, when a source that was waiting can be read again.
    struct Wake {
        void (*function)(void*) noexcept;
        void* argument;
    };

    BodySource() = default;
    BodySource(const BodySource&) = delete;
    BodySource& operator=(const BodySource&) = delete;
    virtual ~BodySource() = default;

    /// How many bytes there will be, for Content-Length: a source with fewer fails, and what one
    /// has beyond them is not read. Nothing when that is not known: it is sent in chunks.
    virtual std::optional<std::uint64_t> size() const noexcept = 0;
    /// Puts the next bytes at the start of `room`. It never blocks for longer than a disk does.
    virtual Piece read(std::span<char> room) noexcept = 0;
    /// Called once after read() said waiting. False when there is more already; otherwise `wake`
    /// will be called, and until then the source is not destroyed.
    virtual bool wait(Wake) noexcept { return false; }
    /// Where a source that is a coroutine waits, told before the first read().
    virtual void set_loop(TaskLoop&) noexcept {}
    /// A sentence for the log, once read() has failed.
    virtual std::string_view failure() const noexcept { return "the body's source failed"; }
};

/// Owns a source, or none: a std::unique_ptr without <memory>, which a copy of a response without a
/// source has no need of. Copying one that has a source throws std::logic_error.
class BodySourceOwner {
public:
    BodySourceOwner() = default;
    explicit BodySourceOwner(BodySource* source) noexcept : source_(source) {}
    BodySourceOwner(BodySourceOwner&& other) noexcept
        : source_(std::exchange(other.source_, nullptr))
    {
    }
    BodySourceOwner(const BodySourceOwner& other)
    {
        if (other.source_)
            refuse_copy();
    }
    BodySourceOwner& operator=(BodySourceOwner other) noexcept
    {
        std::swap(source_, other.source_);
        return *this;
    }
    ~BodySourceOwner()
    {
        if (source_)
            destroy();
    }

    BodySource* get() const noexcept { return source_; }

private:
    [[noreturn]] static void refuse_copy();
    void destroy() noexcept;

    BodySource* source_ = nullptr;
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
