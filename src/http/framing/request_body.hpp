#pragma once

#include "http/framing/spool.hpp"
#include "http/framing/temporary_file.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::http {

// The body of a request while it comes, and until the request is answered: in memory, or, when it
// is too large for that, in a temporary file. What fails is reported to the spool.
class RequestBody {
public:
    RequestBody() = default;
    RequestBody(const RequestBody&) = delete;
    RequestBody& operator=(const RequestBody&) = delete;
    ~RequestBody() { drop(); }

    // `expected` is its size, as far as that is known. `spool` outlives the body; without one all
    // of it is in memory. False: there is no file for it.
    bool start(const Spool* spool, std::uint64_t expected);

    // Where more of it is appended, which settle() may move into the file. False: it cannot.
    std::string& memory() noexcept { return memory_; }
    const std::string& memory() const noexcept { return memory_; }
    bool settle();
    // All of it. Nothing when it cannot be read back.
    std::optional<std::string_view> finish();
    // After one of them failed: whether only because all files together would be too large.
    bool is_over_budget() const noexcept { return over_budget_; }

    void drop() noexcept // gives back the file, and keeps the memory for the next body
    {
        if (file_)
            drop_file();
    }
    std::size_t capacity() const noexcept
    {
        return memory_.capacity() > std::string().capacity() ? memory_.capacity() : 0;
    }
    void release() noexcept { std::string().swap(memory_); } // clear() would keep the capacity

private:
    bool create_file(std::uint64_t expected);
    void drop_file() noexcept;
    bool take(std::uint64_t bytes) noexcept;
    bool write();
    bool report() const;

    const Spool* spool_ = nullptr;
    std::string memory_;
    std::optional<TemporaryFile> file_;
    std::uint64_t written_ = 0; // bytes of the file
    std::uint64_t taken_ = 0;   // of the spool
    bool over_budget_ = false;
};

} // namespace costrel::inline v1::http
