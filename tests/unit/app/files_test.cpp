#include <costrel/costrel.hpp>
#include <costrel/json.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1 {
namespace {

// Says what came, in JSON.
Response report(Request& request)
{
    List fields, files;
    for (const auto& [name, value] : request.form)
        fields.push_back(List{name, value});
    for (const FileStorage& file : request.files)
        files.push_back(List{file.name, file.filename, file.content_type, file.read()});
    return Dict{{"fields", fields}, {"files", files}, {"body", request.body.size()}};
}
Response photo(Request& request)
{
    return std::to_string(request.files["photo"].size());
}
Response raw(Request& request)
{
    return std::string(request.body);
}
Response parsed(Request& request)
{
    return request.get_json();
}

class Uploads : public ::testing::Test {
protected:
    Uploads()
    {
        app.config.max_content_length = 2'000'000;
        app.route<report>("/", {GET, POST, PUT});
        app.post<photo>("/photo");
        app.post<raw>("/raw");
        app.post<parsed>("/json");
    }
    TestResponse post(std::string_view path, const TestRequest& request)
    {
        TestClient client(app);
        return client.open("POST", path, request);
    }
    // The body of a form with the field a=1, sent with these Content-Types.
    TestResponse post_typed(const std::vector<std::string>& content_types)
    {
        TestRequest request{.body =
                                "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--"};
        for (const std::string& type : content_types)
            request.headers.emplace_back("Content-Type", type);
        return post("/", request);
    }
    int status_of_json(std::string_view body, std::string_view type = "application/json")
    {
        return post("/json",
                    {.headers = {{"Content-Type", std::string(type)}}, .body = std::string(body)})
            .status;
    }

    App app;
};

TEST_F(Uploads, GiveFieldsAndFiles)
{
    const auto answer =
        post("/", {.form = {{"title", "J\u00F6rg"}, {"a", "1"}, {"a", "2"}},
                   .files = {{"photo", "x.png", "bytes", "image/png"}, {"photo", "", "", ""}}});
    EXPECT_EQ(answer.status, 200);
    const auto seen = json_loads(answer.body);
    ASSERT_TRUE(seen);
    Dict dict = *seen->as<Dict>();
    EXPECT_EQ(dict["fields"], (List{List{"title", "J\u00F6rg"}, List{"a", "1"}, List{"a", "2"}}));
    EXPECT_EQ(dict["files"],
              (List{List{"photo", "x.png", "image/png", "bytes"}, List{"photo", "", "", ""}}));
}

TEST_F(Uploads, AreReadWhateverTheMethodIs)
{
    for (const char* method : {"GET", "POST", "PUT"}) {
        TestClient client(app);
        const auto answer =
            client.open(method, "/", {.form = {{"a", "1"}}, .files = {{"f", "x", "y"}}});
        EXPECT_THAT(answer.body, ::testing::HasSubstr(R"("fields":[["a","1"]])")) << method;
    }
}

TEST_F(Uploads, WithoutTheFileThatAHandlerNeedsAre400)
{
    EXPECT_EQ(post("/photo", {.files = {{"photo", "x", "abc"}}}).body, "3");
    EXPECT_EQ(post("/photo", {.files = {{"other", "x", "abc"}}}).status, 400);
    EXPECT_EQ(post("/photo", {.form = {{"photo", "abc"}}}).status, 400);
}

TEST_F(Uploads, ThatAreTooLargeAre413)
{
    EXPECT_EQ(post("/", {.files = {{"f", "x", std::string(1'500'000, 'x')}}}).status, 200);
    EXPECT_EQ(post("/", {.files = {{"f", "x", std::string(2'000'000, 'x')}}}).status, 413);
    EXPECT_EQ(
        post("/", {.form = {{"a", std::string(500'001, 'x')}}, .files = {{"f", "x", ""}}}).status,
        413);
    std::vector<costrel::TestFile> many(1001, {"f", "x", ""});
    EXPECT_EQ(post("/", {.files = many}).status, 413);
    many.pop_back();
    EXPECT_EQ(post("/", {.files = many}).status, 200);
}

TEST_F(Uploads, InATypeThatIsNoFormAreLeftAlone)
{
    const auto empty = R"("fields":[],"files":[]})";
    EXPECT_THAT(post_typed({}).body, ::testing::HasSubstr(empty));
    EXPECT_THAT(post_typed({"multipart/mixed; boundary=b"}).body, ::testing::HasSubstr(empty));
    EXPECT_THAT(post_typed({"multipart/form-data-x; boundary=b"}).body,
                ::testing::HasSubstr(empty));
}

TEST_F(Uploads, HaveATypeInAnyCaseAndABoundaryInAnyForm)
{
    const auto full = R"("fields":[["a","1"]])";
    for (const char* type :
         {"multipart/form-data; boundary=b", "MULTIPART/Form-Data;BOUNDARY=\"b\"",
          "multipart/form-data; charset=utf-7; boundary=b", "multipart/form-data; x=; boundary=b"})
        EXPECT_THAT(post_typed({type}).body, ::testing::HasSubstr(full)) << type;
    EXPECT_THAT(post_typed({"multipart/form-data; boundary=b; x=" + std::string(8000, 'x')}).body,
                ::testing::HasSubstr(full));
}

TEST_F(Uploads, WithoutABoundaryThatCanBeOneAre400)
{
    for (const std::string type :
         {"multipart/form-data",
          "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
          "multipart/form-data; boundary=\"b", "multipart/form-data; x=\"; boundary=b"})
        EXPECT_EQ(post_typed({type}).status, 400) << type;
    EXPECT_EQ(post_typed({"multipart/form-data; boundary=" + std::string(71, 'b')}).status, 400);
}

TEST_F(Uploads, WithTwoContentTypesAre400)
{
    const std::string type = "multipart/form-data; boundary=b";
    EXPECT_EQ(post_typed({type, "application/x-www-form-urlencoded"}).status, 400);
    EXPECT_EQ(post_typed({type, type}).status, 400);
    EXPECT_EQ(post_typed({"text/plain", "application/json"}).status, 400);
}

TEST_F(Uploads, ThatAreMalformedAreEmptyForms)
{
    const auto answer =
        post("/", {.headers = {{"Content-Type", "multipart/form-data; boundary=b"}},
                   .body = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1"});
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, ::testing::HasSubstr(R"("fields":[],"files":[]})"));
}

TEST_F(Uploads, InAContentEncodingAre415AndNeverInflated)
{
    for (const char* coding : {"gzip", "deflate, gzip", "br", "x-unknown", "identity, gzip"}) {
        EXPECT_EQ(
            post("/", {.headers = {{"Content-Encoding", coding}}, .form = {{"a", "1"}}}).status,
            415)
            << coding;
        EXPECT_EQ(post("/", {.headers = {{"Content-Encoding", coding}}, .files = {{"f", "x", "y"}}})
                      .status,
                  415);
        EXPECT_EQ(post("/json", {.headers = {{"Content-Encoding", coding},
                                             {"Content-Type", "application/json"}},
                                 .body = "1"})
                      .status,
                  415);
        // A handler that reads the bytes itself may know what to do with them.
        EXPECT_EQ(post("/raw", {.headers = {{"Content-Encoding", coding}}, .body = "x"}).body, "x");
    }
    EXPECT_EQ(
        post("/", {.headers = {{"Content-Encoding", "Identity"}}, .form = {{"a", "1"}}}).status,
        200);
}

TEST_F(Uploads, OfUrlencodedTextAreUtf8WhateverTheirCharset)
{
    for (const char* charset : {"utf-7", "utf-16", "iso-8859-1", "x-unknown", "\""}) {
        const std::string type =
            "application/x-www-form-urlencoded; charset=" + std::string(charset);
        EXPECT_THAT(post("/", {.headers = {{"Content-Type", type}}, .body = "a=%C3%A9"}).body,
                    ::testing::HasSubstr(R"(["a","\u00e9"])"))
            << charset;
    }
}

TEST_F(Uploads, OfJsonAre400WhenTheyAreNoneAnd415InAnotherType)
{
    EXPECT_EQ(status_of_json(R"({"a": 1, "a": 2})"), 200); // the last counts
    for (const std::string_view body :
         {"", "nul", "{\"a\":1} x", "\"\xFF\"", "\xEF\xBB\xBF{}", "[1,]", "{1:2}", "[\"\n\"]"})
        EXPECT_EQ(status_of_json(body), 400) << body;
    EXPECT_EQ(status_of_json(std::string(100'000, '[')), 400);
    EXPECT_EQ(status_of_json(std::string(1'000'000, '1')), 400); // more digits than are read
    for (const char* type : {"text/json", "application/jsonp", "application/xml", "json", ""})
        EXPECT_EQ(status_of_json("1", type), 415) << type;
    for (const char* type :
         {"application/json; charset=\"", "Application/JSON", "application/a+json"})
        EXPECT_EQ(status_of_json("1", type), 200) << type;
}

} // namespace
} // namespace costrel::inline v1
