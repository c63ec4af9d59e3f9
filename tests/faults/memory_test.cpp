// How much memory a hostile cookie can take.
#include "faults/allocation.hpp"
#include "signing/token.hpp"
#include "visit.hpp"

#include <costrel/session/interface.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace {

using namespace costrel;
using costrel::faults::peak_bytes_of;

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));
constexpr std::size_t kibibyte = 1024;
constexpr std::size_t mebibyte = 1024 * kibibyte;

const SessionInterface& sessions()
{
    static const SessionInterface interface([] {
        SessionConfig config;
        config.secret_key = "dev";
        return config;
    }());
    return interface;
}

std::size_t peak_of_opening(const std::string& field)
{
    (void)sessions();
    return peak_bytes_of([&] { (void)Visit(sessions(), field, now).session.origin(); });
}

std::string repeated(std::string_view piece, std::size_t size)
{
    std::string text;
    while (text.size() < size)
        text += piece;
    return text;
}

// Rightly signed. Most often a stranger has no key, but it may have been stolen.
std::string cookie_of_json(std::string_view json)
{
    std::string field = "session=";
    signing::TokenSigner("dev").sign(field, json, now.time_since_epoch().count());
    return field;
}

TEST(CookieMemory, OfAHostileFieldIsNoMoreThanTheField)
{
    const std::size_t size = 16 * kibibyte;
    for (const char* piece : {"a=b; ", "a=\"", "a=\"\\", "\"", "\\", ";", "=", " ", "session",
                              "a=\"b\" ;", "a=\"\\\";"})
        EXPECT_LT(peak_of_opening(repeated(piece, size)), kibibyte) << piece;
    for (const char* piece : {"A", ".", "\"", "\\", "=", "\\\"", "\\054", "\\0", "é", " a"}) {
        const std::string field = "session=" + repeated(piece, size);
        EXPECT_LT(peak_of_opening(field), 3 * kibibyte) << piece;
        const std::string quoted = "session=\"" + repeated(piece, size) + "\"";
        EXPECT_LT(peak_of_opening(quoted), 3 * size) << piece; // it is unescaped
    }
}

TEST(CookieMemory, OfAForgedCookieIsThatOfOneKey)
{
    std::string bomb = cookie_of_json(std::string(4 * mebibyte, '['));
    bomb.back() = bomb.back() == 'A' ? 'B' : 'A';
    EXPECT_LT(peak_of_opening(bomb), 4 * kibibyte);
}

TEST(CookieMemory, OfAZipBombIsThatOfTheLimit)
{
    for (const char c : {' ', '['}) {
        const std::size_t peak = peak_of_opening(cookie_of_json(std::string(5 * mebibyte, c)));
        EXPECT_LT(peak, 2 * mebibyte);
        EXPECT_GT(peak, mebibyte / 2) << "it was not inflated at all";
    }
}

// A mebibyte of the smallest values there are. Values take more room than their text; by how much
// is bounded.
TEST(CookieMemory, OfManyValuesIsBounded)
{
    const auto list_of = [](std::string_view element) {
        return "{\"a\":[" + repeated(element, mebibyte - 20) + "0]}";
    };
    for (const char* element : {"0,", "\"\",", "[],", "{},", "{\"\":0},", "{\" t\":[]},"})
        EXPECT_LT(peak_of_opening(cookie_of_json(list_of(element))), 40 * mebibyte) << element;
    const std::string keys = "{" + repeated("\"\":0,", mebibyte - 20) + "\"\":0}";
    EXPECT_LT(peak_of_opening(cookie_of_json(keys)), 40 * mebibyte);
}

} // namespace
