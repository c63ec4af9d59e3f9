#pragma once

#include "http/framing/spool.hpp"
#include "http/framing/temporary_file.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::http {

// The body of a request while it comes, and until the request is answered: in memory, or, when it
// is too large for that, in a temporary file. What fails is reported to the spool.
class RequestBody {
public:
    // `expected` is its size, as far as that is known. `spool` outlives the body; without one all
    // of it is in memory. False: there is no file for it.
    bool start(const Spool* spool, std::uint64_t expected);

    // Where more of it is appended, which settle() may move into the file. False: it cannot.
    std::string& memory() noexcept { return memory_; }
    const std::string& memory() const noexcept { return memory_; }
    bool settle();
    // All of it. Nothing when it cannot be read back.
    std::optional<std::string_view> finish();

    void drop() noexcept // gives back the file, and keeps the memory for the next body
    {
        if (file_)
            file_.reset();
    }
    std::size_t capacity() const noexcept;
    void release() noexcept { std::string().swap(memory_); } // clear() would keep the capacity

private:
    bool create_file();
    bool write();
    bool report() const;

    const Spool* spool_ = nullptr;
    std::string memory_;
    std::optional<TemporaryFile> file_;
};

} // namespace costrel::http
