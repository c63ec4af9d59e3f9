// Reads long inputs that were made to be slow, and lets callgrind say how many instructions each
// took:
//
//     valgrind --tool=callgrind --callgrind-out-file=FILE counts_growth
//
// Each input is read at three sizes, each twice as long as the one before. tests/counts/growth.py
// compares them.
#include "growth.hpp"

#include "http/forms/multipart.hpp"
#include "http/forms/parameters.hpp"
#include "routing/pattern.hpp"
#include "routing/tree.hpp"
#include "session/merge.hpp"

#include <costrel/cookie.hpp>
#include <costrel/http_date.hpp>
#include <costrel/json.hpp>

#include <string>
#include <string_view>

using namespace growth;

namespace {

void cookie_fields()
{
    const auto read = [](const std::string& field) {
        std::string buffer;
        (void)costrel::find_cookie(field, "session", buffer);
        (void)costrel::parse_cookie(field);
    };
    measure_each("Cookie",
                 {"a=b; ", "a=\";", "a=\"\\;", "a=\"\\\"", "\"", "\\", "a=\" ", "=", ";", " ",
                  "a=\"\"x;", "a= ", "a=\"b\" ;", "a=\"b\"  "},
                 read);
}

void json()
{
    const auto read = [](const std::string& text) { (void)costrel::json_loads(text); };
    measure(
        "JSON", "many keys",
        [](std::size_t size) {
            std::string text = "{";
            for (std::size_t i = 0; text.size() < size; ++i)
                text += "\"" + std::to_string(i) + "\":0,";
            text.back() = '}';
            return text;
        },
        read);
    measure(
        "JSON", "one key",
        [](std::size_t size) { return repeated("\"a\":0,", size, "{") + "\"a\":0}"; }, read);
    measure(
        "JSON", "digits", [](std::size_t size) { return repeated("7", size); }, read);
    measure_each("JSON", {"[", "{\"a\":", " ", "[],", "\"\\u0041", "\"\\", "-", "1e"}, read);
}

void dates()
{
    const auto read = [](const std::string& text) { (void)costrel::parse_date(text); };
    measure_each("date", {" ", "-", ":", "2 ", "(", "Jan "}, read);
    measure(
        "date", "a zone of nines",
        [](std::size_t size) { return repeated("9", size, "2 Jan 2020 03:04:05 "); }, read);
    measure(
        "date", "a time of colons",
        [](std::size_t size) { return repeated(":", size, "2 Jan 2020 "); }, read);
}

void paths()
{
    using costrel::routing::Pattern;
    costrel::routing::Tree tree;
    std::size_t number = 0;
    for (const char* pattern :
         {"/<path:p>/end", "/<a>/<b>/<c>", "/<path:p>/x/<int:n>", "/<path:p>/<path:q>/end",
          "/<path:p>a<q>b", "/<path:p>/<q>/<path:r>/b", "/<a><b><c><d><e><f>!",
          "/<int:a><int:b><int:c>x", "/<a>-<b>-<c>-<d>!", "/<float:a><float:b><c>!",
          "/<any(a,aa,aaa):x><any(a,aa):y><z>!"})
        tree.add(Pattern::parse(pattern), costrel::GET, number++);
    for (const std::string_view piece : {"/a", "a", "1", "-", "1.1", "a-1", "/"})
        measure(
            "path", piece, [&](std::size_t size) { return repeated(piece, size, "/"); },
            [&](const std::string& path) { (void)tree.match(path, costrel::GET); });
}

void parameters()
{
    for (const std::string_view piece :
         {"a=b;", "a*0=b;", "a*=utf-8''%41;", "a=\"", "a=\"\\\"", ";", "\\", "a", "a=\"\\\";", "*0",
          "a*=%", "a=\"%22\"", "'", " "})
        measure(
            "parameters", piece, [&](std::size_t size) { return repeated(piece, size, "x;"); },
            [](const std::string& field) { (void)costrel::http::find_parameter(field, "a"); });
}

// Werkzeug took a square of the time for some of these: CVE-2023-46136.
void multipart()
{
    const std::string boundary = "----boundary";
    for (const std::string_view piece :
         {"\r\n------boundar", "\r\n------boundaryx", "\r\n------boundary x", "-", "--", "\r", "\n",
          "\r\n", "\r\n-", "------boundary", "\r\n------boundary           x", " ", "------b"})
        measure(
            "multipart", piece,
            [&](std::size_t size) {
                return repeated(piece, size, "--" + boundary + "\r\nA: 1\r\n\r\n") + "\r\n--" +
                       boundary + "--";
            },
            [&](const std::string& body) {
                costrel::http::MultipartReader reader(body, boundary);
                while (reader.next() == costrel::http::MultipartReader::Step::part) {
                }
            });
}

// Two requests that changed one session: many of its entries, or many of a dict in it.
void merging()
{
    const auto merge = [](const std::string& text) {
        const costrel::Value read = *costrel::json_loads(text);
        costrel::Dict theirs = *read.as<costrel::Dict>();
        costrel::Dict mine = theirs;
        mine["mine"] = 1;
        theirs["theirs"] = 1;
        (void)costrel::session::merge(*read.as<costrel::Dict>(), mine, theirs);
        (void)costrel::session::merge({}, {{"d", mine}}, {{"d", theirs}});
    };
    measure(
        "merge", "many keys",
        [](std::size_t size) {
            std::string text = "{";
            for (std::size_t i = 100'000; text.size() < size; ++i) // keys of one length
                text += "\"" + std::to_string(i) + "\":0,";
            text.back() = '}';
            return text;
        },
        merge);
}

} // namespace

int main()
{
    cookie_fields();
    json();
    dates();
    paths();
    parameters();
    multipart();
    merging();
    growth::templates();
}
