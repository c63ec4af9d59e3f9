#include "encoding/json_reader.hpp"

#include "encoding/json_number.hpp"
#include "encoding/json_string.hpp"

#include <algorithm>
#include <limits>

namespace costrel::inline v1::encoding {

namespace {

// Each function gives nullptr, or why the text is not JSON; at_ is then where reading stopped.
class JsonReader {
public:
    JsonReader(std::string_view text, std::size_t max_depth, EqualKeys equal_keys)
        : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), depth_left_(max_depth),
          equal_keys_(equal_keys)
    {
    }

    const char* read_document(Value& out)
    {
        skip_space();
        if (const char* error = read_value(out))
            return error;
        skip_space();
        return at_ == end_ ? nullptr : "there is more after the value";
    }

    std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }

private:
    void skip_space()
    {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
            ++at_;
    }

    bool take(char c)
    {
        const bool here = at_ != end_ && *at_ == c;
        at_ += here ? 1 : 0;
        return here;
    }

    bool take(std::string_view word)
    {
        const bool here =
            std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word);
        at_ += here ? word.size() : 0;
        return here;
    }

    const char* read_value(Value& out)
    {
        if (at_ == end_)
            return "a value is missing";
        switch (*at_) {
        case '"':
            return read_json_string(++at_, end_, out.emplace<std::string>());
        case '{':
            return read_object(out);
        case '[':
            return read_list(out);
        case '-':
            if (take("-Infinity")) {
                out = -std::numeric_limits<double>::infinity();
                return nullptr;
            }
            [[fallthrough]];
        case '0':
        case '1':
        case '2':
        case '3':
        case '4':
        case '5':
        case '6':
        case '7':
        case '8':
        case '9':
            return read_json_number(at_, end_, out);
        default:
            return read_word(out);
        }
    }

    const char* read_word(Value& out)
    {
        if (take("null"))
            out = nullptr;
        else if (take("true"))
            out = true;
        else if (take("false"))
            out = false;
        else if (take("NaN"))
            out = std::numeric_limits<double>::quiet_NaN();
        else if (take("Infinity"))
            out = std::numeric_limits<double>::infinity();
        else
            return "a value is missing";
        return nullptr;
    }

    const char* read_list(Value& out)
    {
        if (depth_left_ == 0)
            return "lists and objects are nested too deep";
        --depth_left_;
        ++at_;
        List& list = out.emplace<List>();
        skip_space();
        if (!take(']')) {
            do {
                skip_space();
                if (const char* error = read_value(list.emplace_back()))
                    return error;
                skip_space();
            } while (take(','));
            if (!take(']'))
                return "a list goes on without a comma or does not end";
        }
        ++depth_left_;
        return nullptr;
    }

    const char* read_object(Value& out)
    {
        if (depth_left_ == 0)
            return "lists and objects are nested too deep";
        --depth_left_;
        ++at_;
        std::vector<DictItem> items;
        if (at_ == begin_ + 1)
            items.reserve(4); // a session is one object of few items: one allocation
        skip_space();
        if (!take('}')) {
            do {
                skip_space();
                if (!take('"'))
                    return "the key of an object is missing";
                DictItem& item = items.emplace_back();
                if (const char* error = read_json_string(at_, end_, item.key))
                    return error;
                skip_space();
                if (!take(':'))
                    return "the colon after a key is missing";
                skip_space();
                if (const char* error = read_value(item.value))
                    return error;
                skip_space();
            } while (take(','));
            if (!take('}'))
                return "an object goes on without a comma or does not end";
        }
        const std::size_t count = items.size();
        const Dict& dict = out.emplace<Dict>(Dict::from_items(std::move(items)));
        if (equal_keys_ == EqualKeys::malformed && dict.size() != count)
            return "a key stands twice in an object";
        ++depth_left_;
        return nullptr;
    }

    const char* begin_;
    const char* at_;
    const char* end_;
    std::size_t depth_left_;
    EqualKeys equal_keys_;
};

} // namespace

std::optional<JsonError> read_json(std::string_view text, std::size_t max_depth, Value& out,
                                   EqualKeys equal_keys)
{
    JsonReader reader(text, std::min(max_depth, greatest_json_depth), equal_keys);
    if (const char* error = reader.read_document(out))
        return JsonError{error, reader.offset()};
    return std::nullopt;
}

} // namespace costrel::inline v1::encoding
