// What a rightly signed cookie may hold: rows C1 to C30 of the list of bad inputs. Who has the key
// can sign anything, by a bug or on purpose. What Flask reads is read alike; where Flask answers
// 500 the session is empty.
//
// More of each are in encoding/json_reader_test.cpp and tagged_json_test.cpp, and of zlib's streams
// in signing/token_hostile_test.cpp. C31, a session too large for a cookie, is in
// session_observer_test.cpp; what memory a cookie may cost, in tests/faults/memory_test.cpp.
#include "unit/session/cookies.hpp"
#include "unit/session/inflated.hpp"

#include <zlib.h>

#include <stdexcept>

namespace costrel::inline v1::cookies {
namespace {

constexpr auto unreadable = SessionOrigin::unreadable;
constexpr auto too_large = SessionOrigin::too_large;

std::string deflated(std::string_view text, int level)
{
    uLongf size = compressBound(text.size());
    std::string out(size, '\0');
    compress2(reinterpret_cast<Bytef*>(out.data()), &size,
              reinterpret_cast<const Bytef*>(text.data()), text.size(), level);
    out.resize(size);
    return out;
}

std::string cookie_of_stream(std::string_view stream)
{
    return well_signed_payload("." + base64(stream));
}

std::string cookie_of_bytes(std::string_view json)
{
    return well_signed_payload(base64(json));
}

std::string repeated(std::string_view text, std::size_t times)
{
    std::string out;
    for (; times > 0; --times)
        out += text;
    return out;
}

Row read_as(const char* name, std::string_view json, std::string_view written)
{
    return {name, cookie_of_json(json), opened(written)};
}
Row kept(const char* name, std::string_view json)
{
    return read_as(name, json, json);
}
Row refused(const char* name, std::string_view json)
{
    return {name, cookie_of_json(json), empty(unreadable)};
}

TEST(CookiePayload, ThatIsNoTextIsRefused)
{
    using namespace std::string_view_literals;
    expect_outcomes(std::vector<Row>{
        {"C1", well_signed_payload("!!!"), empty(unreadable)},
        {"C1 one too few", well_signed_payload("eyJhIjoxf"), empty(unreadable)},
        {"C2 padded", well_signed_payload("eyJhIjoxfQ=="), empty(unreadable)},
        {"C2 unused bits", well_signed_payload("eyJhIjoxfR"), empty(unreadable)},
        {"C3", cookie_of_bytes("{\"a\":\"\xff\"}"), empty(unreadable)},
        {"C3 a raw surrogate", cookie_of_bytes("{\"a\":\"\xed\xa0\x80\"}"), empty(unreadable)},
        {"C3 overlong", cookie_of_bytes("{\"a\":\"\xc0\xaf\"}"), empty(unreadable)},
        {"C4 byte order mark", cookie_of_bytes("\xef\xbb\xbf{\"a\":1}"), empty(unreadable)},
        {"C4 UTF-16", cookie_of_bytes("{\0\"\0a\0\"\0:\0001\0}\0"sv), empty(unreadable)},
    });
}

// As Python's dict() of it.
TEST(CookiePayload, ThatIsNoObjectIsMadeADictOrRefused)
{
    expect_outcomes(std::vector<Row>{
        read_as("C5", "null", "{}"),
        refused("C6 list", "[1,2]"),
        refused("C6 number", "5"),
        refused("C6 zero", "0"),
        refused("C6 text", "\"ab\""),
        refused("C6 true", "true"),
        refused("C6 false", "false"),
        read_as("C6 empty list", "[]", "{}"),
        read_as("C6 empty text", "\"\"", "{}"),
        read_as("C7", R"([["a",1]])", R"({"a":1})"),
        read_as("C7 text of two", R"(["ab",["a",2]])", R"({"a":2})"),
        refused("C7 three", R"([["a",1,2]])"),
        refused("C7 a key of another type", R"([[1,2]])"),
        read_as("C30", "{}", "{}"),
    });
}

TEST(CookiePayload, ThatIsNoJsonIsRefused)
{
    expect_outcomes(std::vector<Row>{
        refused("C8 cut", R"({"a":1)"),
        refused("C8 junk", R"({"a":1}x)"),
        refused("C8 two", R"({"a":1}{})"),
        refused("C8 NUL", std::string(R"({"a":1})") + '\0'),
        read_as("C9", "{\"a\":1} \t\r\n", R"({"a":1})"),
        refused("C9 other space", "{\"a\":1}\v"),
        refused("C16 tab", "{\"a\":\"\t\"}"),
        refused("C16 NUL", std::string("{\"a\":\"") + '\0' + "\"}"),
        refused("C24 comment", R"({"a":1/**/})"),
        refused("C24 single quotes", R"({'a':1})"),
        refused("C24 trailing comma", R"({"a":1,})"),
        refused("C24 hex", R"({"a":0x1})"),
        refused("C24 +1", R"({"a":+1})"),
        refused("C24 01", R"({"a":01})"),
        refused("C24 .5", R"({"a":.5})"),
        refused("C24 1.", R"({"a":1.})"),
        refused("C24 no quotes", R"({a:1})"),
    });
}

TEST(CookiePayload, KeepsNumbersExactly)
{
    expect_outcomes(std::vector<Row>{
        kept("C10", R"({"a":NaN,"b":Infinity,"c":-Infinity})"),
        read_as("C10 1e999", R"({"a":1e999,"b":-1e999})", R"({"a":Infinity,"b":-Infinity})"),
        kept("C12 19 digits", R"({"a":9223372036854775807,"b":-9223372036854775808})"),
        kept("C12 one more", R"({"a":9223372036854775808,"b":-9223372036854775809})"),
        kept("C12 20 digits", R"({"a":18446744073709551616})"),
        kept("C12 39 digits", R"({"a":340282366920938463463374607431768211456})"),
        kept("C12 4,300 digits", "{\"a\":" + std::string(4300, '7') + "}"),
        refused("C13", "{\"a\":" + std::string(4301, '7') + "}"),
        refused("C13 5,000 digits", "{\"a\":" + std::string(5000, '7') + "}"),
        read_as("C14 -0", R"({"a":-0,"b":-0.0})", R"({"a":0,"b":-0.0})"),
        read_as("C14 1E400", R"({"a":1E400})", R"({"a":Infinity})"),
        kept("C14 17 digits", R"({"a":0.1,"b":0.30000000000000004,"c":5e-324,"d":1e+16})"),
    });
}

TEST(CookiePayload, KeepsTextAndKeysWhateverTheyAre)
{
    expect_outcomes(std::vector<Row>{
        read_as("C11", R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})"),
        kept("C15 lone", R"({"a":"\ud800"})"),
        kept("C15 reversed", R"({"a":"\ude00\ud83d"})"),
        kept("C15 pair", R"({"a":"\ud83d\ude00"})"),
        kept("C15 NUL and key", R"({"\u0000\udfff":"\u0000"})"),
        kept("C19 long key", "{\"" + std::string(4096, 'k') + "\":1}"),
        kept("C19 names", R"({"":1," di":2,"__class__":3,"__proto__":4,"constructor":5})"),
    });
}

// Where the list of bad inputs would refuse what Flask reads, Flask decides.
TEST(CookiePayload, ReadsTagsAsFlaskDoes)
{
    expect_outcomes(std::vector<Row>{
        read_as("C20 bad base64", R"({"a":{" b":"!!!!"}})", R"({"a":{" b":""}})"),
        refused("C20 without padding", R"({"a":{" b":"YWI"}})"),
        refused("C21 UUID", R"({"a":{" u":"zz"}})"),
        refused("C21 tuple", R"({"a":{" t":5}})"),
        read_as("C22", R"({"a":{" d":"zz"}})", R"({"a":null})"),
        refused("C22 number", R"({"a":{" d":5}})"),
        kept("C23 unknown", R"({"a":{" q":5}})"),
        kept("C23 two keys", R"({"a":{" t":1," u":2}})"),
        kept("C23 disguised", R"({" di":{" t__":1}})"),
        refused("C23 1,000 deep",
                "{\"a\":" + repeated("{\" t\":[", 1000) + repeated("]}", 1000) + "}"),
    });
}

// Every request of that client ended with a 500, as in Flask.
TEST(CookiePayload, ThatCannotBeWrittenAgainIsNotRefreshed)
{
    const std::string text_as_tuple = repeated("[", 126) + "{\" t\":\"ab\"}" + repeated("]", 126);
    for (const std::string& value :
         {std::string("{\" d\":\"31 Dec 9999 23:59:59 -2359\"}"), text_as_tuple}) {
        const std::string field =
            "session=" + cookie_of_json("{\"_permanent\":true,\"a\":" + value + "}");
        Visit visit(sessions(), field, now);
        Session& session = visit.session;
        EXPECT_EQ(visit.set_cookie(), "") << value;
        EXPECT_EQ(session.origin(), SessionOrigin::opened) << value;
        session.set_modified(true);
        EXPECT_THROW((void)visit.save(), std::invalid_argument) << value;
    }
}

TEST(CookiePayload, IsAsDeepAsConfiguredAndNoDeeper)
{
    const auto lists = [](std::size_t depth) {
        return "{\"a\":" + repeated("[", depth - 1) + repeated("]", depth - 1) + "}";
    };
    const auto objects = [](std::size_t depth) {
        return repeated("{\"a\":", depth) + "1" + repeated("}", depth);
    };
    expect_outcomes(std::vector<Row>{
        kept("C17 100 lists", lists(100)),
        kept("C17 100 objects", objects(100)),
        kept("C17 128", lists(128)),
        refused("C17 129", lists(129)),
        refused("C17 129 objects", objects(129)),
        refused("C17 1,000 lists", lists(1000)),
        refused("C17 1,000 objects", objects(1000)),
        refused("C17 100,000 lists", lists(100'000)),
        refused("C17 100,000 objects", objects(100'000)),
        refused("C28", std::string(200'000, '[')),
    });

    // However deep is asked for, neither reading nor the destructor uses up the stack.
    SessionConfig deep = config();
    deep.session_json_depth = 1'000'000;
    const SessionInterface interface(deep);
    const std::string field = "session=" + cookie_of_json(lists(1000));
    EXPECT_EQ(Visit(interface, field, now).session.origin(), SessionOrigin::opened);
    EXPECT_EQ(outcome_of(cookie_of_json(lists(1001)), interface), empty(unreadable));
    EXPECT_EQ(outcome_of(cookie_of_json(lists(100'000)), interface), empty(unreadable));
}

TEST(CookiePayload, C18MayHaveManyKeys)
{
    SessionConfig large = config();
    large.session_max_cookie_in = 4 * 1024 * 1024;
    large.session_inflate_limit = 4 * 1024 * 1024;
    const SessionInterface interface(large);
    std::string json;
    for (int i = 100'000; i > 0; --i)
        json += (json.empty() ? "{\"" : ",\"") + std::to_string(i) + "\":0";
    const std::string field = "session=" + cookie_of_json(json + "}");

    EXPECT_EQ(Visit(interface, field, now).session.size(), 100'000U);
}

TEST(CookiePayload, OfABrokenStreamIsRefused)
{
    const std::string json = R"({"a":1})";
    const std::string stream = deflated(json, 6);
    std::string wrong_sum = stream;
    wrong_sum.back() = static_cast<char>(wrong_sum.back() ^ 1);
    const std::string raw = stream.substr(2, stream.size() - 6);
    expect_outcomes(std::vector<Row>{
        {"C25 good", cookie_of_stream(stream), opened(json)},
        {"C25 cut", cookie_of_stream(stream.substr(0, stream.size() - 1)), empty(unreadable)},
        {"C25 half", cookie_of_stream(stream.substr(0, 5)), empty(unreadable)},
        {"C25 adler32", cookie_of_stream(wrong_sum), empty(unreadable)},
        {"C25 not zlib", cookie_of_stream(json), empty(unreadable)},
        {"C25 gzip", cookie_of_stream("\x1f\x8b\x08"), empty(unreadable)},
        {"C25 raw", cookie_of_stream(raw), empty(unreadable)},
        {"C25 empty", well_signed_payload("."), empty(unreadable)},
        {"C25 of nothing", cookie_of_stream(deflated("", 6)), empty(unreadable)},
        {"C26 junk", cookie_of_stream(stream + "x"), empty(unreadable)},
        {"C26 second stream", cookie_of_stream(stream + stream), empty(unreadable)},
        {"C29 stored", cookie_of_stream(deflated(json, 0)), opened(json)},
        {"C29 longer than it was", cookie_of_stream(deflated(json, 9)), opened(json)},
    });
}

TEST(CookiePayload, C27ThatIsAZipBombIsRejectedOnceItIsTooLarge)
{
    constexpr std::size_t mebibyte = 1024 * 1024;
    expect_outcomes(std::vector<Row>{
        kept("C27 nearly the limit", "{\"a\":\"" + std::string(mebibyte - 8, 'x') + "\"}"),
        {"C27 one more", cookie_of_json("{\"a\":\"" + std::string(mebibyte - 7, 'x') + "\"}"),
         empty(too_large)},
        {"C27 4 MiB", cookie_of_json(std::string(4 * mebibyte, '[')), empty(too_large)},
        {"C27 5 MiB", cookie_of_json(std::string(5 * mebibyte, ' ')), empty(too_large)},
        {"C27 16 KiB cookie", cookie_of_json(std::string(16 * mebibyte, ' ')), empty(too_large)},
    });
    for (const std::size_t size :
         {4 * mebibyte, 5 * mebibyte}) { // of 16 MiB the cookie itself is too long
        const std::string field = "session=" + cookie_of_json(std::string(size, ' '));
        const std::size_t before = bytes_inflated();
        EXPECT_EQ(Visit(sessions(), field, now).session.origin(), too_large);
        EXPECT_GE(bytes_inflated() - before, mebibyte);
        EXPECT_LE(bytes_inflated() - before, mebibyte + 64 * 1024) << "of " << size;
    }
}

} // namespace
} // namespace costrel::inline v1::cookies
