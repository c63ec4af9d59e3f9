#include "http/connection.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace costrel::inline v1::http {

namespace {

using RequestState = RequestReader::State;

// A piece of a body joins the head of its response, and no more: one write for both.
constexpr std::size_t room_before_body = 4 * 1024;

// What every connection may hold, however many there are.
constexpr std::size_t free_of_charge = 4 * 1024;

// A piece of a body when memory is scarce.
constexpr std::size_t small_piece_size = 4 * 1024;

} // namespace

Connection::Connection(const Limits& limits, std::size_t max_body, std::string_view server_date,
                       TimePoint now, ConnectionObserver* observer, MemoryBudget* budget)
    : limits_(limits), server_date_(server_date), accepted_(now), observer_(observer),
      budget_(budget), since_(now), progress_(now), requests_(limits, max_body), body_pace_(limits)
{
}

Connection::~Connection()
{
    if (budget_)
        budget_->change(accounted_, 0);
}

Connection::Action Connection::next() const noexcept
{
    if (stage_ >= Stage::look)
        return stage_ == Stage::look     ? Action::look
               : stage_ == Stage::closed ? Action::close
                                         : Action::reset;
    if (body_.state() != BodyWriter::State::none) {
        if (body_.state() == BodyWriter::State::more && sent_ == 0 &&
            output_.size() < room_before_body)
            return Action::produce;
        return output().empty() ? Action::wait : Action::write;
    }
    if (stage_ == Stage::open && requests_.state() == RequestState::admit)
        return Action::admit;
    if (stage_ == Stage::open && requests_.state() == RequestState::whole &&
        output().size() < limits_.max_response_buffer)
        return Action::respond;
    if (!output().empty())
        return Action::write;
    return stage_ == Stage::linger ? Action::linger : Action::read;
}

bool Connection::waits_for_request() const noexcept
{
    return stage_ == Stage::open && requests_.state() == RequestState::idle;
}

// --- reading

std::span<char> Connection::input()
{
    holds_memory_ = true;
    return requests_.space();
}

void Connection::received(std::size_t count, TimePoint now)
{
    if (observer_)
        observer_->traffic.received.add(count);
    if (stage_ == Stage::linger) {
        progress_ = now;
        body_pace_.received(count, now);
        return;
    }
    if (stage_ == Stage::look)
        stage_ = Stage::open;
    if (requests_.state() == RequestState::body)
        body_pace_.received(count, now);
    requests_.commit(count);
    read(now);
}

void Connection::read(TimePoint now)
{
    const RequestState before = requests_.state();
    requests_.read();
    went_on(before, now);
    if (budget_) {
        account();
        if (budget_->is_exceeded())
            refuse_for_memory(now);
    }
}

// A request that is whole would take more, and one that is not and holds much goes on to.
void Connection::refuse_for_memory(TimePoint now)
{
    const RequestState state = requests_.state();
    const bool takes_more =
        state == RequestState::whole || state == RequestState::admit || accounted_ > free_of_charge;
    if (stage_ != Stage::open || !takes_more)
        return;
    refuse({503, Rule::memory}, now);
    requests_.release();
    account();
}

void Connection::admit(const Admission& admission, TimePoint now)
{
    requests_.admit(admission);
    went_on(RequestState::admit, now);
    if (peer_ended_)
        input_ended(now);
}

// What follows from how far the next request has come, which was as far as `before`.
void Connection::went_on(RequestState before, TimePoint now)
{
    const RequestState after = requests_.state();
    if (after == RequestState::refused) {
        refuse(requests_.refusal(), now);
    } else if (after == RequestState::whole && before != after && requests_.message().refusal) {
        count_refused(requests_.message().refusal->rule);
    } else if (after == RequestState::head && before == RequestState::idle) {
        since_ = now;
    } else if (after == RequestState::body && before != RequestState::body) {
        body_pace_.start(now);
        if (requests_.awaits_continue()) {
            if (output().empty())
                progress_ = now;
            output_ += "HTTP/1.1 100 Continue\r\n\r\n";
        }
    }
}

void Connection::received_eof(TimePoint now)
{
    peer_ended_ = true;
    input_ended(now);
}

void Connection::nothing_came() noexcept
{
    stage_ = Stage::closed;
    if (observer_ && !finishing_)
        observer_->traffic.idle_timeouts.add();
}

// The peer will send nothing more: what is half read never becomes whole.
void Connection::input_ended(TimePoint now)
{
    if (stage_ == Stage::linger || stage_ == Stage::look) {
        stage_ = Stage::closed;
    } else if (stage_ == Stage::open) {
        if (requests_.state() == RequestState::idle)
            stage_ = output().empty() ? Stage::closed : Stage::flush;
        else if (requests_.state() != RequestState::whole &&
                 requests_.state() != RequestState::admit)
            refuse({400, Rule::cut_short}, now);
    }
}

// --- answering

BodyFraming Connection::append(const Response& response, ConnectionOption option, TimePoint now)
{
    progress_ = now; // the time before was not the peer's
    return append_response(output_, response,
                           {.date = server_date_,
                            .to_head_request = requests_.is_head_request(),
                            .connection = option,
                            .minor_version = requests_.message().minor_version});
}

void Connection::respond(Response&& response, TimePoint now)
{
    ++responded_;
    const bool is_http_1_0 = requests_.message().minor_version == 0;
    const bool ends_by_close =
        is_http_1_0 && response.is_streamed() && !response.body.source()->size();
    last_response_ = !requests_.framing().keep_alive || requests_.message().refusal ||
                     ends_by_close || responded_ >= limits_.keepalive_requests ||
                     now - accepted_ >= limits_.connection_lifetime ||
                     ((peer_ended_ || finishing_) && requests_.is_last());
    response_begin_ = output_.size();
    // HTTP/1.1 stays open unless it is told otherwise, HTTP/1.0 closes unless it is told otherwise.
    const BodyFraming body = append(response,
                                    last_response_ ? ConnectionOption::close
                                    : is_http_1_0  ? ConnectionOption::keep_alive
                                                   : ConnectionOption::none,
                                    now);
    account();
    if (body == BodyFraming::none) {
        response.body.take_source(); // to HEAD, say: it may look at its request as it ends
        end_response(now);
    } else {
        response_sent_ = false;
        body_.start(response.body.take_source(), body);
    }
}

void Connection::end_response(TimePoint now)
{
    if (last_response_) {
        requests_.stop();
        stage_ = Stage::flush;
        return;
    }
    requests_.next();
    read(now);
    if (peer_ended_)
        input_ended(now);
}

void Connection::produce(TimePoint now) noexcept
try {
    if (output().empty())
        progress_ = now;
    body_.write(output_,
                budget_ && budget_->is_scarce() ? small_piece_size : BodyWriter::piece_size);
    account();
    if (body_.state() == BodyWriter::State::failed) {
        response_failed(now);
    } else if (body_.state() == BodyWriter::State::none) {
        end_response(now);
        if (output().empty()) // all was sent, and its end takes no bytes
            flushed(now);
    }
} catch (const std::exception&) { // no memory
    cut_response();
}

// As long as nothing of it was sent the response can still be another one.
void Connection::response_failed(TimePoint now)
{
    if (response_sent_) {
        cut_response();
        return;
    }
    body_.stop();
    output_.resize(response_begin_);
    append(error_page(500), ConnectionOption::close, now);
    requests_.stop();
    stage_ = Stage::flush;
}

// What was sent of the response must not look whole.
void Connection::cut_response() noexcept
{
    body_.stop();
    stage_ = Stage::reset;
}

void Connection::refuse_to_wait(TimePoint now)
{
    refuse({503, Rule::waiting_requests}, now);
}

void Connection::count_refused(Rule rule) noexcept
{
    if (observer_)
        observer_->traffic.refused[static_cast<std::size_t>(rule)].add();
}

void Connection::refuse(Refusal refusal, TimePoint now)
{
    Response page = error_page(refusal.status);
    if (refusal.status == 503) // no fault of the request
        page.headers.add("Retry-After", "1");
    if (observer_) {
        count_refused(refusal.rule);
        observer_->refused({refusal, requests_.request_line(),
                            requests_.is_head_request() ? 0 : page.body.view().size()});
    }
    append(page, ConnectionOption::close, now);
    requests_.stop();
    stage_ = Stage::flush;
}

// --- writing

std::string_view Connection::output() const noexcept
{
    return std::string_view(output_).substr(sent_);
}

void Connection::sent(std::size_t count, TimePoint now)
{
    if (count == 0)
        return;
    if (observer_)
        observer_->traffic.sent.add(count);
    sent_ += count;
    progress_ = now;
    if (sent_ > response_begin_)
        response_sent_ = true;
    if (sent_ == output_.size()) {
        output_.clear();
        sent_ = 0;
        release_large_output();
        flushed(now);
    }
}

// The peer can only be expected to go on from here: clocks of what is waited for start now.
void Connection::flushed(TimePoint now)
{
    since_ = now;
    if (requests_.state() == RequestState::body)
        body_pace_.start(now);
    if (stage_ == Stage::flush) {
        stage_ = peer_ended_ ? Stage::closed : Stage::linger;
        body_pace_.start(now);
    }
}

} // namespace costrel::inline v1::http
