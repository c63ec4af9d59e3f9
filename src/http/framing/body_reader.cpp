#include "http/framing/body_reader.hpp"

#include "http/grammar.hpp"

#include <algorithm>

namespace costrel::inline v1::http {

void BodyReader::start_sized(std::uint64_t length) noexcept
{
    step_ = Step::sized;
    taken_ = 0;
    left_ = length;
}

void BodyReader::start_chunked(FieldSectionSize used) noexcept
{
    step_ = Step::size_first;
    taken_ = 0;
    left_ = 0;
    size_digits_ = 0;
    extension_bytes_ = 0;
    used_ = used;
}

bool BodyReader::refuse(int status, Rule rule) noexcept
{
    refusal_ = {status, rule};
    return false;
}

// `c` ended the digits of a chunk's size.
bool BodyReader::end_size(char c) noexcept
{
    if (c == '\r')
        step_ = Step::size_lf;
    else if (c == ';')
        step_ = Step::extension;
    else
        return refuse(400);
    if (left_ > INT64_MAX)
        return refuse(400);
    if (left_ > max_body_ - taken_)
        return refuse(413, Rule::body_size);
    return true;
}

// One byte of the framing around the chunks' data.
bool BodyReader::take_size_character(char c) noexcept
{
    switch (step_) {
    case Step::size_first:
        left_ = 0;
        size_digits_ = 0;
        if (hex_digit(c) < 0)
            return refuse(400);
        step_ = Step::size;
        [[fallthrough]];
    case Step::size:
        if (const int digit = hex_digit(c); digit >= 0) {
            if (++size_digits_ > 16)
                return refuse(400);
            left_ = left_ << 4 | static_cast<std::uint64_t>(digit);
            return true;
        }
        return end_size(c);
    case Step::extension:
        if (c == '\r') {
            step_ = Step::size_lf;
            return true;
        }
        if (++extension_bytes_ > limits_->max_chunk_ext_bytes)
            return refuse(400, Rule::chunk_extensions);
        if (has_control({&c, 1}))
            return refuse(400);
        return true;
    case Step::size_lf:
        step_ = left_ == 0 ? Step::trailers : Step::data;
        return c == '\n' || refuse(400);
    case Step::data_cr:
        step_ = Step::data_lf;
        return c == '\r' || refuse(400);
    default: // Step::data_lf
        step_ = Step::size_first;
        return c == '\n' || refuse(400);
    }
}

BodyReader::Progress BodyReader::read(std::string_view input, std::string& body)
{
    std::size_t consumed = 0;
    for (;;) {
        const std::string_view rest = input.substr(consumed);
        switch (step_) {
        case Step::sized:
        case Step::data: {
            const auto count =
                static_cast<std::size_t>(std::min<std::uint64_t>(left_, rest.size()));
            body.append(rest.data(), count);
            consumed += count;
            taken_ += count;
            left_ -= count;
            if (left_ != 0)
                return {State::incomplete, consumed};
            if (step_ == Step::sized)
                return {State::complete, consumed};
            step_ = Step::data_cr;
            break;
        }

        case Step::trailers:
            for (;;) {
                switch (trailers_.next(rest)) {
                case FieldSection::Found::field:
                    break;
                case FieldSection::Found::end:
                    return {State::complete, consumed + trailers_.position()};
                case FieldSection::Found::refused:
                    refusal_ = trailers_.refusal();
                    return {State::refused, consumed};
                case FieldSection::Found::incomplete:
                    return {State::incomplete, consumed};
                }
            }

        default:
            if (rest.empty())
                return {State::incomplete, consumed};
            if (!take_size_character(rest.front()))
                return {State::refused, consumed};
            ++consumed;
            if (step_ == Step::trailers)
                trailers_ = FieldSection(*limits_, 0, used_);
        }
    }
}

} // namespace costrel::inline v1::http
