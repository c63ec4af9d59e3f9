#include "app/telemetry/logged_body.hpp"

#include <utility>

namespace costrel::inline v1 {

namespace {

// Every text of a record that a request has.
template <class Record, class Change>
void for_each_text(Record& record, Change change)
{
    for (auto* text : {&record.remote_addr, &record.method, &record.target, &record.referer,
                       &record.user_agent, &record.endpoint, &record.request_id})
        change(*text);
}

} // namespace

LoggedBody::LoggedBody(AccessLog& log, const AccessRecord& record,
                       std::chrono::steady_clock::time_point started)
    : log_(log), record_(record), started_(started)
{
    for_each_text(record_, [this](std::string_view text) { text_ += text; });
    const char* at = text_.data();
    for_each_text(record_, [&at](std::string_view& text) {
        text = {at, text.size()};
        at += text.size();
    });
    record_.body_bytes = 0;
}

LoggedBody::~LoggedBody()
{
    const auto announced = size();
    record_.cut = !ended_ && !(announced && record_.body_bytes >= *announced);
    record_.time = std::chrono::system_clock::now();
    record_.duration = std::chrono::steady_clock::now() - started_;
    log_.write(record_);
}

void LoggedBody::watch(detail::BodySourceOwner source) noexcept
{
    source_ = std::move(source);
}

LoggedBody::Piece LoggedBody::read(std::span<char> room) noexcept
{
    const Piece piece = source_.get()->read(room);
    record_.body_bytes += piece.size;
    ended_ = piece.state == State::end;
    return piece;
}

} // namespace costrel::inline v1
