#include "interop/gob.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::interop {
namespace {

using std::string_literals::operator""s;

// A field is told by how far its number is from the one before; this distance leads from 1 to 0.
TEST(GobReader, RefusesANumberOfAFieldThatWrapsAround)
{
    const std::string definition =
        "\x7f\x04\x01\x02\xff\x80\x00\xf8\xff\xff\xff\xff\xff\xff\xff\xff"
        "\x02\x00\x00"s;
    EXPECT_FALSE(read_gob(std::string(1, static_cast<char>(definition.size())) + definition));
}

TEST(GobReader, RefusesAFieldThatThereIsNot)
{
    for (const char* field : {"\x03", "\x7f", "\xfe\xff\xff"})
        EXPECT_FALSE(read_gob("\x0a\x7f\x04\x01\x02\xff\x80\x00"s + field + "\x02\x02\x02"))
            << field;
}

} // namespace
} // namespace costrel::inline v1::interop
