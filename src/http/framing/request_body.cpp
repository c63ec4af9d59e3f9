#include "http/framing/request_body.hpp"

#include <cerrno>

namespace costrel::http {

namespace {

constexpr std::size_t write_size = 64 * 1024;

} // namespace

bool RequestBody::start(const Spool* spool, std::uint64_t expected)
{
    spool_ = spool;
    memory_.clear();
    file_.reset();
    return !spool || expected <= spool->max_memory() || create_file();
}

bool RequestBody::settle()
{
    if (!spool_)
        return true;
    if (!file_) {
        if (memory_.size() <= spool_->max_memory())
            return true;
        if (!create_file() || !write())
            return false;
        release(); // from here on it holds a piece
        return true;
    }
    return memory_.size() < write_size || write();
}

std::optional<std::string_view> RequestBody::finish()
{
    if (!file_)
        return memory_;
    if (!write())
        return std::nullopt;
    const auto all = file_->map();
    if (!all)
        report();
    return all;
}

std::size_t RequestBody::capacity() const noexcept
{
    return memory_.capacity() > std::string().capacity() ? memory_.capacity() : 0;
}

bool RequestBody::create_file()
{
    file_ = TemporaryFile::create(spool_->folder());
    return file_ || report();
}

bool RequestBody::write()
{
    const bool written = file_->write(memory_);
    memory_.clear();
    return written || report();
}

bool RequestBody::report() const
{
    spool_->report(errno);
    return false;
}

} // namespace costrel::http
