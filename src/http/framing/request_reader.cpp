#include "http/framing/request_reader.hpp"

#include <algorithm>
#include <utility>

namespace costrel::inline v1::http {

namespace {

// Enough for the longest head with a whole trailer section behind it, and never less than 64 KiB.
std::size_t input_limit(const Limits& limits) noexcept
{
    const std::size_t longest = limits.max_request_line + 2 * limits.max_header_bytes;
    return std::max<std::size_t>(64 * 1024, longest + 8 * 1024);
}

constexpr std::size_t head_space = 512;
constexpr std::size_t body_space = 4 * 1024;

} // namespace

RequestReader::RequestReader(const Limits& limits, std::size_t max_body)
    : limits_(limits), max_body_(max_body), input_(input_limit(limits)), gate_(limits, max_body)
{
}

std::span<char> RequestReader::space()
{
    return input_.space(state_ == State::idle || state_ == State::head ? head_space : body_space);
}

RequestReader::State RequestReader::read()
{
    if (state_ == State::idle && skip_empty_lines())
        state_ = State::head;
    if (state_ == State::head)
        read_head();
    if (state_ == State::body)
        read_body();
    return state_;
}

void RequestReader::refuse(Refusal refusal) noexcept
{
    refusal_ = refusal;
    state_ = State::refused;
}

void RequestReader::refuse_storage()
{
    if (body_->bytes.is_over_budget())
        refuse({503, Rule::temporary_files});
    else
        leave_body({507, Rule::body_storage});
}

std::string_view RequestReader::request_line() const noexcept
{
    const std::string_view read = input_.data(); // begins with the head until stop() or next()
    return read.substr(0, read.find_first_of("\r\n"));
}

// Old clients send an empty line after a body; it belongs to no request (RFC 9112 section 2.2).
// True when there is a byte behind them.
bool RequestReader::skip_empty_lines()
{
    while (input_.data().starts_with("\r\n")) {
        if (++empty_lines_ > limits_.max_leading_crlf) {
            refuse({400, Rule::empty_lines});
            return false;
        }
        input_.consume(2);
    }
    return !input_.empty() && input_.data() != "\r";
}

void RequestReader::read_head()
{
    switch (gate_.read(input_.data())) {
    case FramingGate::Verdict::incomplete:
        break;
    case FramingGate::Verdict::refused:
        refuse(gate_.refusal());
        break;
    case FramingGate::Verdict::passed:
        if (gate_.framing().chunked || gate_.framing().content_length != 0) {
            fill_message();
            state_ = State::admit;
        } else {
            complete({}, gate_.head_size());
        }
        break;
    }
}

RequestReader::State RequestReader::admit(const Admission& admission)
{
    const Framing& framing = gate_.framing();
    const std::string_view behind_head = input_.data().substr(gate_.head_size());
    const std::size_t max_body = std::min(admission.max_body, max_body_);
    if (framing.content_length > max_body) {
        leave_body({413, Rule::body_size});
    } else if (!framing.chunked && framing.content_length <= behind_head.size()) {
        const auto length = static_cast<std::size_t>(framing.content_length);
        complete(behind_head.substr(0, length), gate_.head_size() + length);
    } else {
        if (!body_)
            body_ = std::make_unique<LateBody>(limits_, max_body_);
        if (!body_->bytes.start(admission.spool, framing.content_length)) {
            refuse_storage();
            return state_;
        }
        body_->reader.set_max_body(max_body);
        if (framing.chunked)
            body_->reader.start_chunked(framing.used);
        else
            body_->reader.start_sized(framing.content_length);
        state_ = State::body;
        read_body();
    }
    return state_;
}

void RequestReader::read_body()
{
    // The head stays at the front of the buffer until the request is answered.
    const std::size_t head_size = gate_.head_size();
    const auto [state, consumed] =
        body_->reader.read(input_.data().substr(head_size), body_->bytes.memory());
    input_.erase(head_size, consumed);
    switch (state) {
    case BodyReader::State::incomplete:
        if (!body_->bytes.settle())
            refuse_storage();
        break;
    case BodyReader::State::refused:
        if (const Refusal refusal = body_->reader.refusal(); refusal.rule == Rule::body_size)
            leave_body(refusal);
        else
            refuse(refusal);
        break;
    case BodyReader::State::complete:
        if (const auto whole = body_->bytes.finish())
            complete(*whole, head_size);
        else
            refuse_storage();
        break;
    }
}

// All but the body. Not again when the head lies where it did.
void RequestReader::fill_message()
{
    const char* const head = input_.data().data();
    if (std::exchange(filled_from_, head) != head)
        gate_.fill(message_, input_.data().substr(0, gate_.head_size()));
}

// Makes the message. From here on the input does not move until next() drops `size` bytes of it.
void RequestReader::complete(std::string_view body, std::size_t size)
{
    fill_message();
    message_.body = body;
    size_ = size;
    state_ = State::whole;
}

// What was read of the body is dropped with the message.
void RequestReader::leave_body(Refusal refusal)
{
    drop_body();
    complete({}, input_.data().size());
    message_.refusal = refusal;
}

bool RequestReader::awaits_continue() const noexcept
{
    return state_ == State::body && gate_.framing().expects_continue &&
           body_->bytes.memory().empty() && input_.data().size() == gate_.head_size();
}

bool RequestReader::is_last() const noexcept
{
    return input_.data().size() == size_;
}

void RequestReader::next()
{
    input_.consume(size_);
    size_ = 0;
    message_ = {};
    filled_from_ = nullptr;
    drop_body();
    gate_.reset();
    empty_lines_ = 0;
    state_ = State::idle;
}

void RequestReader::stop() noexcept
{
    input_.clear();
    size_ = 0;
    message_ = {};
    filled_from_ = nullptr;
    drop_body();
}

// Gives back its file, and keeps the memory for the next one.
void RequestReader::drop_body() noexcept
{
    if (body_)
        body_->bytes.drop();
}

std::size_t RequestReader::memory() const noexcept
{
    return large_memory() + gate_.memory() + (body_ ? sizeof *body_ : 0);
}

void RequestReader::release() noexcept
{
    input_.release();
    gate_.release();
    body_.reset();
}

} // namespace costrel::inline v1::http
