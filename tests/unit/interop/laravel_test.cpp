#include "interop/percent_coding.hpp"
#include "interop/strict_base64.hpp"
#include "unit/interop/formats.hpp"

#include <costrel/interop/laravel.hpp>

#include <gtest/gtest.h>

namespace costrel::inline v1::interop {

namespace {

const LaravelOptions site{.app_key = "base64:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
                          .cookie_name = "c"};

std::string written(const LaravelOptions& options, std::string_view text)
{
    const auto cookie =
        laravel_cookie(options)->save(text, noon, std::as_bytes(std::span(random_text_of_tests)));
    return cookie.value().value;
}

SessionOrigin origin_of_cookie(const std::string& value)
{
    return laravel_cookie(site)->open(CookieField("c=" + value), noon).origin;
}

TEST(LaravelCookie, IsBoundToItsName)
{
    LaravelOptions other = site;
    other.cookie_name = "d";
    EXPECT_EQ(origin_of_cookie(written(site, "text")), SessionOrigin::opened);
    EXPECT_EQ(origin_of_cookie(written(other, "text")), SessionOrigin::bad_signature);
}

// The MAC is over two of the fields; a byte of the others once made another good cookie.
TEST(LaravelCookie, HasNoOtherFieldsThanLaravelWrites)
{
    std::string value = written(site, "text");
    value.resize(value.find('%'));
    while (value.size() % 4 != 0)
        value += '=';
    const std::string json = read_base64(value, Base64::standard).value();
    for (const std::size_t at : {json.find("tag"), json.find("tag") + 1}) {
        std::string changed = json;
        changed[at] = 'x';
        EXPECT_EQ(origin_of_cookie(percent_of(base64_of(changed, Base64::standard), php_marks)),
                  SessionOrigin::malformed)
            << changed;
    }
}

TEST(LaravelRecord, AddsWhatLaravelExpects)
{
    const auto records = laravel(site);
    const auto text = records->write(to_save({{"user", 1}}));
    ASSERT_TRUE(text);
    const Dict back = records->read(records->open(*text, noon).content).value();
    EXPECT_TRUE(back.contains("_token"));
    EXPECT_TRUE(back.contains("_flash"));
    EXPECT_EQ(back.find("_token")->as<std::string>()->size(), 40U);
}

TEST(LaravelRecord, NamesItsIdAsLaravelDoes)
{
    const auto records = laravel(site);
    const auto random = std::as_bytes(std::span(random_text_of_tests));
    const std::string id = records->new_id(random.first(32));
    EXPECT_EQ(id.size(), 40U);
    const std::string field = field_of(records->write_id(id, random.first(32), noon));
    EXPECT_EQ(records->read_id(CookieField(field), noon).id, id);
}

} // namespace

} // namespace costrel::inline v1::interop
