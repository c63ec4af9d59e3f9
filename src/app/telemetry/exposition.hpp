#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace costrel::inline v1 {

// Writes a page of metrics in the text format of Prometheus, version 0.0.4:
//
//     # HELP costrel_requests_total Requests answered by the application.
//     # TYPE costrel_requests_total counter
//     costrel_requests_total{endpoint="index",method="GET",status="200"} 3
class Exposition {
public:
    static constexpr char content_type[] = "text/plain; version=0.0.4; charset=utf-8";

    struct Label {
        std::string_view name;
        std::string_view value; // any text
    };

    // The samples that follow are of this family. A counter's name goes without its "_total".
    void family(std::string_view name, std::string_view type, std::string_view help);

    // `suffix` is what the sample's name has behind the family's: "_total" of a counter, "" of a
    // gauge, "_bucket", "_sum" and "_count" of a histogram.
    void sample(std::string_view suffix, std::uint64_t value,
                std::initializer_list<Label> labels = {});
    // The same, in seconds with all their decimals.
    void sample_seconds(std::string_view suffix, std::uint64_t nanoseconds,
                        std::initializer_list<Label> labels = {});

    std::string text() && { return std::move(text_); }

private:
    void begin_sample(std::string_view suffix, std::initializer_list<Label> labels);
    void append_escaped(std::string_view text, bool with_quotes);

    std::string text_;
    std::string family_;
};

} // namespace costrel::inline v1
