#include "badinput/row.hpp"

// Bodies that are no form, no file and no JSON, or too much of them.
namespace costrel::inline v1::badinput {

namespace {

using namespace std::string_literals;

std::string typed(std::string_view path, std::string_view type, std::string_view body)
{
    std::string fields = "Content-Type: ";
    fields.append(type).append("\r\nContent-Length: ").append(std::to_string(body.size()));
    return request("POST", path, fields + "\r\n", body);
}

std::string form(std::string_view body)
{
    return typed("/form", "application/x-www-form-urlencoded", body);
}

std::string multipart(std::string_view body, std::string_view boundary = "b")
{
    return typed("/upload", "multipart/form-data; boundary=" + std::string(boundary), body);
}

std::string part(std::string_view disposition, std::string_view content = "x")
{
    std::string text = "--b\r\nContent-Disposition: form-data; ";
    return text.append(disposition).append("\r\n\r\n").append(content).append("\r\n");
}

std::string repeated(int count, std::string_view text)
{
    std::string all;
    for (int i = 0; i < count; ++i)
        all += text;
    return all;
}

void add_forms(std::vector<Row>& rows)
{
    for (const std::string& body :
         {"a=%zz"s, "%"s, "+"s, "a=b=c"s, "a"s, "=b"s, "a=\0b"s, "a=%ff"s, "a=%c0%af"s})
        rows.push_back({"I1 odd form", form(body), "200", "fields: 1"});
    rows.push_back({"I1 raw bytes that are no UTF-8", form("a=\xFF"), "200"});
    for (const char* charset : {"utf-7", "utf-16", "x-unknown", "\"", ""})
        rows.push_back(
            {"I2 charset",
             typed("/form", "application/x-www-form-urlencoded; charset="s + charset, "a=b"),
             "200|400|415"});
}

void add_boundaries(std::vector<Row>& rows)
{
    rows.push_back({"I3 no boundary", typed("/upload", "multipart/form-data", "--b--"), "400|200"});
    for (const std::string& boundary :
         {""s, "\"\""s, std::string(71, 'b'), std::string(10'000, 'b'), "\"b"s, "b\"c"s, "--"s,
          "\xFF"s, "b c"s, "b;c"s, "\"a\\\"b\""s})
        rows.push_back({"I3 odd boundary",
                        multipart("--" + boundary + "\r\n\r\n\r\n--" + boundary + "--", boundary),
                        "200|400"});
}

void add_parts(std::vector<Row>& rows)
{
    const std::string end = "--b--\r\n";
    const std::string file = R"(name="f"; filename="a.txt")";
    std::string many_heads = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n";
    many_heads += repeated(1000, "X: y\r\n") + "\r\nx\r\n";
    rows.insert(
        rows.end(),
        {{"I4 whole", multipart(part("name=\"a\"") + part(file, "content") + end), "200",
          "fields: 1, file f of 7 as a.txt"},
         {"I4 no end", multipart(part("name=\"a\"")), "200|400", {}, "fields: 1"},
         {"I4 junk around", multipart("junk\r\n" + part("name=\"a\"") + end + "junk"), "200",
          "fields: 1"},
         {"I4 nothing", multipart(""), "200|400", {}, "fields: 1"},
         {"I4 only the end", multipart(end), "200|400", {}, "fields: 1"},
         {"I4 end in a part", multipart("--b\r\n--b--"), "200|400"},
         {"I5 too many parts", multipart(repeated(1001, part("name=\"a\"")) + end), "413"},
         {"I5 very many empty parts", multipart(repeated(100'000, "--b\r\n\r\n\r\n") + end),
          "200|400|413"},
         {"I5 large head of a part",
          multipart("--b\r\nX: " + std::string(17'000, 'x') + "\r\n\r\nx\r\n" + end), "413"},
         {"I5 head of a part without an end", multipart("--b\r\nX: " + std::string(500'000, 'x')),
          "200|400|413"},
         {"I5 many fields in a part", multipart(many_heads + end), "413"},
         {"I6 almost the boundary",
          multipart(part("name=\"a\"", repeated(70'000, "\r\n--boundar")) + end), "413|200"},
         {"I6 line ends", multipart(part(file, repeated(400'000, "\r\n")) + end), "200"},
         {"I6 hyphens", multipart(part(file, std::string(900'000, '-')) + end), "200"},
         {"I6 carriage returns", multipart(part(file, std::string(900'000, '\r')) + end), "200"}});
}

void add_names(std::vector<Row>& rows)
{
    const std::string end = "--b--\r\n";
    for (const std::string& name : {"../../x"s, "C:\\x"s, "a\0b"s, std::string(10'000, 'n'),
                                    "..%2f..%2fx"s, "."s, ".."s, "/etc/x"s, "a\xFF"s})
        rows.push_back({"I7 name of a file",
                        multipart(part("name=\"f\"; filename=\"" + name + "\"") + end),
                        "200|400|413",
                        {},
                        "../"});
    for (const std::string& disposition :
         {"name=\"f\"; filename*=UTF-8''%2e%2e%2fx"s, "name=\"f\"; filename=a; filename=b"s,
          "name=\"f\"; filename="s, "name=\"f"s, "filename=\"x\""s, ""s, "name"s,
          "name=\"f\"; filename*=x"s, "name=\"f\"; filename*0=a; filename*1=b"s})
        rows.push_back(
            {"I7 odd disposition", multipart(part(disposition) + end), "200|400", {}, "../"});
    rows.insert(rows.end(),
                {{"I7 new line in a name",
                  multipart("--b\r\nContent-Disposition: form-data; name=\"f\"; "
                            "filename=\"a\r\nX: y\"\r\n\r\nx\r\n" +
                            end),
                  "200|400"},
                 {"I8 encoding and nesting",
                  multipart("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n"
                            "Content-Transfer-Encoding: base64\r\n"
                            "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c--\r\n" +
                            end),
                  "200"}});
}

void add_json(std::vector<Row>& rows)
{
    for (const std::string& text :
         {""s, "nul"s, "{"s, "[1,]"s, "\xEF\xBB\xBF{}"s, "{}x"s, "\"\xFF\""s, "{\"a\":1}\0"s, "01"s,
          "'a'"s, std::string(100'000, '['), repeated(50'000, "{\"a\":"), "+1"s, ".5"s})
        rows.push_back({"I10 no JSON", typed("/json", "application/json", text), "400"});
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "json", ""})
        rows.push_back({"I10 another type", typed("/json", type, "{}"), "400|415"});
    rows.insert(
        rows.end(),
        {{"I10 a long number", typed("/json", "application/json", std::string(1'000'000, '9')),
          "400|200"},
         {"I11 gzip that nobody asked for",
          request("POST", "/json",
                  "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: "
                  "4\r\n",
                  "\x1F\x8B\x08\x01"),
          "400|415"},
         {"I12 two types",
          request("POST", "/json",
                  "Content-Type: application/json\r\nContent-Type: "
                  "text/plain\r\nContent-Length: 2\r\n",
                  "{}"),
          "200|400|415"},
         {"I12 long type",
          typed("/form", "application/x-www-form-urlencoded; x=" + std::string(8000, 'y'), "a=b"),
          "200|400|415"},
         {"I12 quotes", typed("/json", "application/json; charset=\"", "{}"), "200|400|415"},
         {"I13 GET with a body",
          request("GET", "/query",
                  "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n",
                  "a=b"),
          "200", "arguments: 0"}});
}

} // namespace

std::vector<Row> body_rows()
{
    std::vector<Row> rows;
    add_forms(rows);
    add_boundaries(rows);
    add_parts(rows);
    add_names(rows);
    add_json(rows);
    return rows;
}

} // namespace costrel::inline v1::badinput
