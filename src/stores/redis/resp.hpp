#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::stores::resp {

// A reply of Redis, in its protocol of version 2 or 3.
struct Reply {
    enum class Type : std::uint8_t { null, text, number, error, array, push };
    Type type = Type::null;
    std::int64_t number = 0;
    std::string text{};
    std::vector<Reply> items{}; // of a map, keys and values in turn

    bool is_error(std::string_view code) const noexcept
    {
        return type == Type::error && text.starts_with(code);
    }
    friend bool operator==(const Reply&, const Reply&) = default;
};

// Appends the beginning of a command of so many words, and one of them.
void begin_command(std::string& out, std::size_t words);
void write_word(std::string& out, std::string_view word);
// Appends a command, an array of texts.
void write_command(std::string& out, std::span<const std::string_view> words);
inline void write_command(std::string& out, std::initializer_list<std::string_view> words)
{
    write_command(out, std::span(words.begin(), words.size()));
}

// Reads replies out of bytes as they come. What it keeps is bounded, and it looks at each byte
// once, however they are cut.
class Reader {
public:
    static constexpr std::size_t longest_line = 64 * 1024;
    static constexpr std::size_t largest = 2 * 1024 * 1024; // a whole reply
    static constexpr std::size_t most_items = 16 * 1024;    // in it, at any depth
    static constexpr std::size_t deepest = 8;

    void feed(std::string_view bytes);
    // The next reply, when it is whole. Nothing for ever once is_corrupt().
    std::optional<Reply> next();
    // What came is no RESP, or too much.
    bool is_corrupt() const noexcept { return is_corrupt_; }
    // Bytes of a reply that is not whole.
    std::size_t kept() const noexcept { return buffer_.size() - at_; }

private:
    struct Open { // an array of which items are missing
        Reply reply;
        std::size_t missing;
    };

    std::optional<std::string_view> line();
    bool read_element();
    bool read_line(char type, std::string_view text);
    bool begin_array(Reply::Type type, std::string_view count, unsigned each);
    bool add(Reply reply);
    bool fail() noexcept;

    std::string buffer_;
    std::size_t at_ = 0;
    std::size_t scanned_ = 0;                 // no line ends before it
    std::optional<std::size_t> missing_text_; // whose length was read
    bool is_error_text_ = false;
    std::vector<Open> open_;
    std::size_t size_ = 0;  // of the reply that is being read
    std::size_t items_ = 0; // of it
    std::optional<Reply> whole_;
    bool is_corrupt_ = false;
};

} // namespace costrel::inline v1::stores::resp
