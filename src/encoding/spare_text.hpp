#pragma once

#include <string>

namespace costrel::inline v1::encoding {

/// Texts that a thread keeps between requests, so that what is made and thrown away with each one
/// (a session's JSON) costs no allocation.

/// An empty text, with the memory of an earlier one where there is any.
std::string take_spare_text() noexcept;
/// Keeps the memory of `text` for the next one. What a large text needed is given back.
void keep_spare_text(std::string&& text) noexcept;

/// One for as long as a block runs.
class SpareText {
public:
    SpareText() noexcept : text_(take_spare_text()) {}
    ~SpareText() { keep_spare_text(std::move(text_)); }
    SpareText(const SpareText&) = delete;
    SpareText& operator=(const SpareText&) = delete;

    std::string& operator*() noexcept { return text_; }
    std::string* operator->() noexcept { return &text_; }

private:
    std::string text_;
};

} // namespace costrel::inline v1::encoding
