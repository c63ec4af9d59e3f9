#include "app/files/gzip_body.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace costrel::inline v1 {

namespace {

constexpr std::size_t piece_size = 32 * 1024; // a millisecond's work

std::uint64_t size_or_most(const Body& body) noexcept
{
    const detail::BodySource* source = body.source();
    return source ? source->size().value_or(std::numeric_limits<std::uint64_t>::max())
                  : body.size();
}

} // namespace

GzipBody::GzipBody(Body body, int level, std::shared_ptr<void> slot)
    : body_(std::move(body)), stream_(level), slot_(std::move(slot)), left_(size_or_most(body_))
{
    if (body_.source())
        buffer_.resize(piece_size);
}

void GzipBody::take_piece() noexcept
{
    if (detail::BodySource* source = body_.source()) {
        take_piece(*source);
        return;
    }
    input_ = body_.view().substr(static_cast<std::size_t>(taken_), piece_size);
    taken_ += input_.size();
    state_ = taken_ < body_.size() ? State::more : State::end;
}

// As the connection does: a source that gives less than it said fails, and is not asked for more.
void GzipBody::take_piece(detail::BodySource& source) noexcept
{
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, left_));
    const Piece piece = source.read({buffer_.data(), most});
    input_ = std::string_view(buffer_).substr(0, std::min(piece.size, most));
    state_ = piece.state;
    if (!source.size())
        return;
    left_ -= input_.size();
    if (state_ != State::failed && left_ == 0)
        state_ = State::end;
    else if (state_ == State::end)
        state_ = State::failed;
}

detail::BodySource::Piece GzipBody::read(std::span<char> room) noexcept
{
    using Flush = http::GzipStream::Flush;
    if (is_packed_)
        take_piece();
    if (state_ == State::failed) {
        failure_ = body_.source()->failure();
        return {0, State::failed};
    }
    const Flush flush = state_ == State::end       ? Flush::finish
                        : state_ == State::waiting ? Flush::sync
                                                   : Flush::none;
    const auto step = stream_.step(input_, room, flush);
    if (!step) {
        failure_ = "there is no memory to compress with";
        return {0, State::failed};
    }
    input_.remove_prefix(step->taken);
    is_packed_ = input_.empty() && step->written < room.size();
    return {step->written, is_packed_ ? state_ : State::more};
}

} // namespace costrel::inline v1
