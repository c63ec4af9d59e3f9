#pragma once

#include "http/framing/field_section.hpp"
#include "http/framing/refusal.hpp"
#include "http/framing/request_line.hpp"
#include "http/framing/request_line_scan.hpp"
#include "http/message.hpp"

#include <costrel/limits.hpp>
#include <costrel/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace costrel::inline v1::http {

// How the body of a request is delimited and what its head says about the connection.
struct Framing {
    bool chunked = false;
    std::uint64_t content_length = 0; // 0 when chunked or when there is none
    bool expects_continue = false;    // HTTP/1.1 with Expect: 100-continue
    bool keep_alive = false;          // what the client asks for
    FieldSectionSize used;            // of the limits of the header section
};

// Reads the head of a request, from its first byte to the empty line, and lets through only what
// every careful reader of HTTP would cut at the same place. Whatever could be read in two ways is
// rejected: that is what request smuggling is made of. docs/decisions/framing-gate.md has the rules
// and where each is.
//
// The head may come in pieces of any size; the verdict does not depend on how it was cut.
class FramingGate {
public:
    enum class Verdict : std::uint8_t {
        incomplete, // more input is needed
        passed,     // framing(), head_size() and fill() tell what came
        refused,    // rejection() tells how
    };

    // `limits` must outlive the gate. `max_body` is in bytes.
    FramingGate(const Limits& limits, std::size_t max_body) noexcept;

    // Looks at `input`, which begins with the same bytes at every call until reset().
    Verdict read(std::string_view input);
    void reset() noexcept; // for the next request

    const Framing& framing() const noexcept { return framing_; }
    Refusal refusal() const noexcept { return refusal_; }
    std::size_t head_size() const noexcept { return fields_read_.position(); }
    // Whether the request line, if it was read at all, has the method HEAD.
    bool is_head_request() const noexcept { return is_head_request_; }
    // Fills in all but the body. `head` is the head that passed, wherever it lies by now. It must
    // outlive the message, whose fields are good until the next call but read().
    void fill(Message& message, std::string_view head);

    // Bytes of memory held beyond the gate itself, and giving them back.
    std::size_t memory() const noexcept { return fields_.capacity() * sizeof(Field); }
    void release() noexcept { fields_ = {}; }

private:
    // A piece of the head as offsets, because the input moves while the head grows.
    struct Place {
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
        std::string_view in(std::string_view head) const { return {head.data() + begin, size}; }
    };

    Verdict refuse(int status, Rule rule) noexcept;
    Verdict refuse_line(std::string_view line, Refusal otherwise) noexcept;
    Verdict read_request_line(std::string_view input);
    Verdict read_fields(std::string_view input);
    void note(const Field& field, std::string_view input);
    Verdict decide(std::string_view input);

    const Limits* limits_;
    std::size_t max_body_;

    std::size_t scanned_ = 0;           // of the request line
    RequestLineScan request_line_scan_; // when it did not come whole
    bool request_line_ended_ = false;
    bool is_head_request_ = false;
    int minor_version_ = 1;
    Place method_;
    Place target_;
    Place path_;
    Place query_;
    Place host_;
    bool path_is_root_ = false; // an absolute-form without a path
    bool target_has_host_ = false;

    FieldSection fields_read_;
    std::vector<Field> fields_; // in the head that begins here:
    const char* head_ = nullptr;
    // What the fields that matter for framing had. Counters, as one of each is often the rule.
    unsigned hosts_ = 0;
    unsigned content_lengths_ = 0;
    unsigned transfer_encodings_ = 0;
    Place host_field_;
    Place content_length_;
    Place transfer_encoding_;
    bool close_ = false;
    bool keep_alive_ = false;
    bool expects_continue_ = false;
    bool expects_other_ = false;

    Framing framing_;
    Refusal refusal_{};
};

} // namespace costrel::inline v1::http
