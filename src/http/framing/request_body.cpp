#include "http/framing/request_body.hpp"

#include <cerrno>
#include <utility>

namespace costrel::inline v1::http {

namespace {

constexpr std::size_t write_size = 64 * 1024;

} // namespace

bool RequestBody::start(const Spool* spool, std::uint64_t expected)
{
    drop();
    spool_ = spool;
    memory_.clear();
    return !spool || expected <= spool->max_memory() || create_file(expected);
}

bool RequestBody::settle()
{
    if (!spool_)
        return true;
    if (!file_) {
        if (memory_.size() <= spool_->max_memory())
            return true;
        if (!create_file(memory_.size()) || !write())
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

// What is announced is taken at once: a client should not send a body that is then rejected.
bool RequestBody::create_file(std::uint64_t expected)
{
    if (!take(expected))
        return false;
    file_ = TemporaryFile::create(spool_->folder());
    if (file_)
        return true;
    spool_->give_back(std::exchange(taken_, 0));
    return report();
}

void RequestBody::drop_file() noexcept
{
    file_.reset();
    written_ = 0;
    spool_->give_back(std::exchange(taken_, 0));
}

bool RequestBody::take(std::uint64_t bytes) noexcept
{
    over_budget_ = !spool_->take(bytes, taken_);
    if (!over_budget_)
        taken_ += bytes;
    return !over_budget_;
}

bool RequestBody::write()
{
    written_ += memory_.size();
    if (written_ > taken_ && !take(written_ - taken_))
        return false;
    const bool written = file_->write(memory_);
    memory_.clear();
    return written || report();
}

bool RequestBody::report() const
{
    spool_->report(errno);
    return false;
}

} // namespace costrel::inline v1::http
