#include "http/forms/multipart_form.hpp"
#include "http/forms/multipart_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr auto type = "multipart/form-data; boundary=b";

MultipartForm form(std::string_view body, std::string_view content_type = type)
{
    auto read = parse_multipart(body, content_type);
    EXPECT_TRUE(read) << body;
    return read ? *std::move(read) : MultipartForm{};
}
std::vector<MultiDict::Item> fields(std::string_view body)
{
    const auto read = form(body);
    return {read.fields.begin(), read.fields.end()};
}
bool is_empty(const MultipartForm& form)
{
    return form.fields.empty() && form.files.empty();
}
std::string part(std::string_view head, std::string_view content)
{
    return "--b\r\n" + std::string(head) + "\r\n\r\n" + std::string(content) + "\r\n";
}
std::string field(std::string_view parameters, std::string_view content = "x")
{
    return part("Content-Disposition: form-data; " + std::string(parameters), content);
}
std::string with_end(std::string body)
{
    return std::move(body) + "--b--\r\n";
}
MultipartError error(std::string_view body, std::string_view content_type = type)
{
    const auto read = parse_multipart(body, content_type);
    EXPECT_FALSE(read);
    return read ? MultipartError{} : read.error();
}

TEST(MultipartForm, HasFieldsAndFilesInTheirOrder)
{
    const std::string body = with_end(
        field("name=a", "1") +
        part(
            "Content-Disposition: form-data; name=f; filename=\"x.png\"\r\nContent-Type: image/png",
            "bytes\r\nof it") +
        field("name=a", "2"));
    const auto read = form(body);
    EXPECT_THAT(std::vector(read.fields.begin(), read.fields.end()),
                ElementsAre(Pair("a", "1"), Pair("a", "2")));
    ASSERT_EQ(read.files.size(), 1U);
    const FileStorage& file = read.files["f"];
    EXPECT_EQ(file.name, "f");
    EXPECT_EQ(file.filename, "x.png");
    EXPECT_EQ(file.content_type, "image/png");
    EXPECT_EQ(file.view(), "bytes\r\nof it");
    EXPECT_EQ(file.view().data(), body.data() + body.find("bytes")); // not copied
}

TEST(MultipartForm, TakesAPartWithAFilenameForAFileEvenWhenItIsEmpty)
{
    const std::string body = with_end(field("name=f; filename=\"\"", ""));
    const auto read = form(body);
    ASSERT_EQ(read.files.size(), 1U);
    EXPECT_FALSE(read.files["f"]);
    EXPECT_EQ(read.files["f"].size(), 0U);
    EXPECT_THAT(fields(with_end(field("name=f; filename="))), ElementsAre(Pair("f", "x")));
}

TEST(MultipartForm, ReadsNamesAsBrowsersWriteThem)
{
    EXPECT_THAT(fields(with_end(field(R"(name="a%22b\"c")"))), ElementsAre(Pair("a\"b\"c", "x")));
    EXPECT_THAT(fields(with_end(field("name=\"\u00E9\""))), ElementsAre(Pair("\u00E9", "x")));
    EXPECT_THAT(fields(with_end(field("name*=UTF-8''%C3%A9"))), ElementsAre(Pair("\u00E9", "x")));
    EXPECT_THAT(fields(with_end(field("x=1"))), ElementsAre(Pair("", "x"))); // without a name
}

TEST(MultipartForm, KeepsAFilenameAsItWasSent)
{
    for (const auto& [sent, filename] : std::vector<std::pair<std::string, std::string>>{
             {R"("../../x")", "../../x"},
             {R"("C:\\x\"y")", R"(C:\x"y)"}, // a backslash quotes what is behind it
             {std::string("\"a\0b\"", 5), std::string("a\0b", 3)},
             {"\"" + std::string(10'000, 'n') + "\"", std::string(10'000, 'n')},
             {"a; filename=b", "b"},
             {R"("a%0D%0Ab")", "a%0D%0Ab"}}) {
        const std::string body = with_end(field("name=f; filename=" + sent));
        EXPECT_EQ(form(body).files["f"].filename, filename);
    }
    const std::string body = with_end(field("name=f; filename*=UTF-8''%2e%2e%2f"));
    EXPECT_EQ(form(body).files["f"].filename, "../");
}

TEST(MultipartForm, ReplacesWhatIsNotUtf8InAValue)
{
    EXPECT_THAT(fields(with_end(field("name=a", "x\xFF\xC3\xA9"))),
                ElementsAre(Pair("a", "x\uFFFD\u00E9")));
}

TEST(MultipartForm, ReadsAValueInTheCharsetOfItsPart)
{
    const auto value = [](const std::string& content_type) {
        return fields(with_end(part("Content-Disposition: form-data; name=a\r\nContent-Type: " +
                                        content_type,
                                    "\xE9")))
            .at(0)
            .second;
    };
    EXPECT_EQ(value("text/plain; charset=ISO-8859-1"), "\u00E9");
    EXPECT_EQ(value("text/plain; charset=us-ascii"), "\uFFFD");
    EXPECT_EQ(value("text/plain; charset=utf-16"), "\uFFFD"); // as UTF-8
    EXPECT_EQ(form(with_end(field("name=a", "\xE9")),
                   "multipart/form-data; boundary=b; charset=iso-8859-1")
                  .fields["a"],
              "\uFFFD"); // that of the whole form is not looked at
}

TEST(MultipartForm, IgnoresATransferEncodingAndTakesANestedBodyForOnePart)
{
    EXPECT_THAT(fields(with_end(part("Content-Disposition: form-data; name=a\r\n"
                                     "Content-Transfer-Encoding: base64",
                                     "eA=="))),
                ElementsAre(Pair("a", "eA==")));
    EXPECT_THAT(fields(with_end(part("Content-Disposition: form-data; name=a\r\n"
                                     "Content-Type: multipart/mixed; boundary=c",
                                     "--c\r\n\r\nx\r\n--c--"))),
                ElementsAre(Pair("a", "--c\r\n\r\nx\r\n--c--")));
}

TEST(MultipartForm, IsEmptyWhenItsBodyIsMalformed)
{
    EXPECT_TRUE(is_empty(form(field("name=a"))));                              // no end
    EXPECT_TRUE(is_empty(form(with_end(field("name=a") + part("X: y", ""))))); // no disposition
    EXPECT_TRUE(is_empty(form(with_end(field("name=a") + field("name=\"\xFF\""))))); // not UTF-8
    EXPECT_TRUE(is_empty(form("")));
    EXPECT_TRUE(is_empty(form(with_end(field("name=a")), "multipart/form-data; boundary=c")));
}

TEST(MultipartForm, NeedsABoundaryOf1To70PrintableCharacters)
{
    const auto is_good = [](std::string_view boundary) {
        const auto read =
            parse_multipart("", "multipart/form-data; boundary=" + std::string(boundary));
        return read.has_value();
    };
    EXPECT_TRUE(is_good("b"));
    EXPECT_TRUE(is_good("\"a b:?\""));
    EXPECT_TRUE(is_good("--"));
    EXPECT_TRUE(is_good(std::string(70, 'b')));
    EXPECT_FALSE(is_good(std::string(71, 'b')));
    EXPECT_FALSE(is_good(std::string(10'000, 'b')));
    for (const char* boundary :
         {"", "\"\"", "\"b", "\"a\\\"b\"", "\"b\xC3\xA9\"", "\"b\x01\"", "\"\r\n\""})
        EXPECT_FALSE(is_good(boundary)) << boundary;
    EXPECT_EQ(error("", "multipart/form-data"), MultipartError::bad_boundary);
    EXPECT_EQ(error("", ""), MultipartError::bad_boundary);
}

TEST(MultipartForm, HasAtMostAThousandParts)
{
    std::string body;
    for (int i = 0; i < 500; ++i)
        body += field("name=a") + field("name=f; filename=x");
    const std::string thousand = with_end(body);
    const auto read = form(thousand);
    EXPECT_EQ(read.fields.size(), 500U);
    EXPECT_EQ(read.files.size(), 500U);
    EXPECT_EQ(error(with_end(body + field("name=a"))), MultipartError::too_large);
    EXPECT_EQ(error(body + field("name=a")), MultipartError::too_large); // though it has no end
}

TEST(MultipartForm, HasFieldsOfAtMost500000BytesAndFilesOfAnySize)
{
    const std::string most(500'000, 'x');
    EXPECT_EQ(form(with_end(field("name=a", most) + field("name=b", most))).fields["b"], most);
    EXPECT_EQ(error(with_end(field("name=a", most + "x"))), MultipartError::too_large);
    EXPECT_EQ(error(field("name=a", most + "x")), MultipartError::too_large);
    const std::string body = with_end(field("name=f; filename=x", most + most));
    EXPECT_EQ(form(body).files["f"].size(), 1'000'000U);
}

TEST(MultipartForm, TakesABoundedMemoryBesideTheBody)
{
    const MultipartLimits limits{.max_field = 100};
    const auto read = [&](const std::string& parameters, const std::string& content, int times) {
        std::string body;
        for (int i = 0; i < times; ++i)
            body += field(parameters, content);
        return parse_multipart(with_end(body), type, limits).has_value();
    };
    const std::string name(99, 'n');
    EXPECT_TRUE(read("name=a", name, 16));
    EXPECT_FALSE(read("name=a", name, 17));
    EXPECT_FALSE(read("name=" + name, "x", 17));
    EXPECT_FALSE(read("name=" + name + "; filename=x", "", 17));
    EXPECT_FALSE(read("name=a; filename=" + name, "", 17));
    EXPECT_FALSE(read("name=a", std::string(99, '\xFF'), 6)); // three bytes each
}

TEST(MultipartForm, HasAtMostAHundredLinesInAPartsHeader)
{
    std::string head = "Content-Disposition: form-data; name=a";
    for (int i = 1; i < 100; ++i)
        head += "\r\nX: y";
    EXPECT_THAT(fields(with_end(part(head, "x"))), ElementsAre(Pair("a", "x")));
    EXPECT_EQ(error(with_end(part(head + "\r\nX: y", "x"))), MultipartError::too_large);
    EXPECT_EQ(error(with_end(part(std::string(20'000, 'X'), "x"))), MultipartError::too_large);
}

TEST(MultipartForm, ReadsWhatIsWritten)
{
    MultipartWriter writer("b");
    writer.add_field("a\"b\\", "1\r\n--bc");
    writer.add_field("", "");
    writer.add_file("f", "x \"y\".txt", "text/plain", "content\r\n");
    writer.add_file("g", "", "", "");
    const std::string body = std::move(writer).finish();
    const auto read = form(body);
    EXPECT_THAT(std::vector(read.fields.begin(), read.fields.end()),
                ElementsAre(Pair("a\"b\\", "1\r\n--bc"), Pair("", "")));
    ASSERT_EQ(read.files.size(), 2U);
    EXPECT_EQ(read.files["f"].filename, "x \"y\".txt");
    EXPECT_EQ(read.files["f"].content_type, "text/plain");
    EXPECT_EQ(read.files["f"].view(), "content\r\n");
    EXPECT_EQ(read.files["g"].content_type, "");
}

} // namespace
} // namespace costrel::inline v1::http
