#include "app/telemetry/exposition.hpp"

namespace costrel::inline v1 {

void Exposition::append_escaped(std::string_view text, bool with_quotes)
{
    for (const char c : text) {
        if (c == '\\')
            text_ += "\\\\";
        else if (c == '\n')
            text_ += "\\n";
        else if (c == '"' && with_quotes)
            text_ += "\\\"";
        else
            text_ += c;
    }
}

void Exposition::family(std::string_view name, std::string_view type, std::string_view help)
{
    family_ = name;
    // In this version of the format a counter's family has the name of its one sample.
    const std::string_view suffix = type == "counter" ? "_total" : "";
    text_.append("# HELP ").append(name).append(suffix).append(" ");
    append_escaped(help, false);
    text_.append("\n# TYPE ").append(name).append(suffix).append(" ").append(type).append("\n");
}

void Exposition::begin_sample(std::string_view suffix, std::initializer_list<Label> labels)
{
    text_.append(family_).append(suffix);
    char before = '{';
    for (const Label& label : labels) {
        text_ += before;
        text_.append(label.name).append("=\"");
        append_escaped(label.value, true);
        text_ += '"';
        before = ',';
    }
    text_ += labels.size() == 0 ? " " : "} ";
}

void Exposition::sample(std::string_view suffix, std::uint64_t value,
                        std::initializer_list<Label> labels)
{
    begin_sample(suffix, labels);
    text_.append(std::to_string(value)).append("\n");
}

void Exposition::sample_seconds(std::string_view suffix, std::uint64_t nanoseconds,
                                std::initializer_list<Label> labels)
{
    begin_sample(suffix, labels);
    const std::string decimals = std::to_string(nanoseconds % 1'000'000'000);
    text_.append(std::to_string(nanoseconds / 1'000'000'000)).append(".");
    text_.append(9 - decimals.size(), '0').append(decimals).append("\n");
}

} // namespace costrel::inline v1
