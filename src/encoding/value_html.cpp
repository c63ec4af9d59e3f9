#include "encoding/http_date.hpp"
#include "encoding/json_writer.hpp"

#include <costrel/value.hpp>

namespace costrel::inline v1 {

namespace {

class HtmlWriter {
public:
    explicit HtmlWriter(std::string& out) : out_(out) {}

    void operator()(std::monostate) { out_ += "None"; }
    void operator()(const BigInteger& integer) { out_ += integer.digits; }
    void operator()(const Uuid& uuid) { out_ += uuid.text(); }
    void operator()(const DateTime& moment) { encoding::append_http_date(out_, moment.time); }
    void operator()(const Bytes& bytes) { write_json(bytes); }
    void operator()(const List& list) { write_json(list); }
    void operator()(const Tuple& tuple) { write_json(tuple); }
    void operator()(const Dict& dict)
    {
        std::string text;
        encoding::tagged_json_append(text, dict);
        append_html(out_, std::string_view(text));
    }
    template <class T>
    void operator()(const T& scalar_or_text)
    {
        append_html(out_, scalar_or_text);
    }

private:
    void write_json(const Value& value)
    {
        std::string text;
        encoding::tagged_json_append(text, value);
        append_html(out_, std::string_view(text));
    }

    std::string& out_;
};

} // namespace

void append_html(std::string& out, const Value& value)
{
    value.visit(HtmlWriter(out));
}

} // namespace costrel::inline v1
