#include "http/framing/field_line.hpp"
#include "http/grammar.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

// The same, byte by byte.
bool is_field_line(std::string_view line)
{
    std::size_t at = 0;
    while (at < line.size() && is_tchar(line[at]))
        ++at;
    if (at == 0 || at == line.size() || line[at] != ':')
        return false;
    while (++at < line.size()) {
        const auto byte = static_cast<unsigned char>(line[at]);
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F)
            break;
    }
    return line.substr(at).starts_with("\r\n");
}

bool reads(std::string_view input)
{
    Field field;
    return read_field_line(input, field) > 0;
}

TEST(FieldLine, HasANameAndATrimmedValueAndItsSizeInBytes)
{
    Field field;
    EXPECT_EQ(read_field_line("Cookie: \t session=x y\t \r\nHost: localhost\r\n\r\n", field), 25U);
    EXPECT_EQ(field.name, "Cookie");
    EXPECT_EQ(field.value, "session=x y");
    EXPECT_EQ(read_field_line("X:\r\n", field), 4U);
    EXPECT_EQ(field.name, "X");
    EXPECT_EQ(field.value, "");
}

TEST(FieldLine, IsReadOnlyWithItsEnd)
{
    const std::string_view whole = "Sec-Fetch-Site_1: same-origin, and quite a bit more of it\r\n";
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(reads(whole.substr(0, size))) << size;
    EXPECT_TRUE(reads(whole));
    EXPECT_FALSE(reads("\r\n"));
    EXPECT_FALSE(reads(" folded: line\r\n"));
}

// Sixteen bytes are looked at at a time: each byte counts, wherever it stands.
TEST(FieldLine, JudgesEachByteInEachPlace)
{
    const std::string_view good = "sec-ch-ua-Platform: \"Linux\", and 16 more bytes\tof it\r\n";
    for (const std::string_view behind : {"", "Host: localhost:5000\r\nAccept: */*\r\n\r\n"}) {
        for (std::size_t place = 0; place < good.size(); ++place) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string line(good);
                line[place] = static_cast<char>(byte);
                line += behind;
                ASSERT_EQ(reads(line), is_field_line(line)) << byte << " at " << place;
            }
        }
    }
}

} // namespace
} // namespace costrel::inline v1::http
