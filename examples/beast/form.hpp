#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The characters that a piece of an application/x-www-form-urlencoded body stands for.
inline std::string form_decoded(std::string_view text)
{
    const auto hex = [](char c) {
        const std::size_t digit = std::string_view("0123456789abcdef")
                                      .find(static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c));
        return digit == std::string_view::npos ? -1 : static_cast<int>(digit);
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hex(text[i + 1]) : -1;
        const int low = high < 0 ? -1 : hex(text[i + 2]);
        if (low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

// The value of a form's field, or nothing when the form does not have it.
inline std::optional<std::string> form_field(std::string_view body, std::string_view name)
{
    while (!body.empty()) {
        const std::string_view pair = body.substr(0, body.find('&'));
        body.remove_prefix(pair.size() < body.size() ? pair.size() + 1 : body.size());
        const std::size_t equals = pair.find('=');
        if (form_decoded(pair.substr(0, equals)) == name)
            return equals == pair.npos ? "" : form_decoded(pair.substr(equals + 1));
    }
    return std::nullopt;
}
