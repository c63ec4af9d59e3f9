#include "encoding/real_number.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <limits>
#include <string>

namespace costrel::inline v1::encoding {
namespace {

const std::string zeros(400, '0');

struct Read {
    std::errc error;
    double number;
    bool operator==(const Read&) const = default;
};
void PrintTo(const Read& read, std::ostream* out)
{
    *out << static_cast<int>(read.error) << ' ' << read.number;
}

// What both ways make of a text; the number is -1 where there is none.
template <auto Reader>
Read read_by(std::string_view text)
{
    double number = -1;
    const std::errc error = Reader(text, number);
    return {error, number};
}

TEST(RealNumber, IsTheNearestOne)
{
    for (const auto& [text, number] : std::vector<std::pair<std::string, double>>{
             {"0", 0.0},
             {"0.1", 0.1},
             {"-1.5", -1.5},
             {"1e3", 1000.0},
             {"1E+3", 1000.0},
             {"2.5e-3", 0.0025},
             {"9007199254740993.0", 9007199254740992.0},
             {"1.7976931348623157e308", std::numeric_limits<double>::max()},
             {"5e-324", std::numeric_limits<double>::denorm_min()},
             {"2.2250738585072011e-308", 2.2250738585072011e-308},
             {"0." + zeros + "0", 0.0},
             {"0e999", 0.0},
             {"1" + zeros + "e-400", 1.0}}) {
        EXPECT_EQ(read_by<read_real>(text), (Read{{}, number})) << text;
        EXPECT_EQ(read_by<read_real_with_strtod>(text), (Read{{}, number})) << text;
    }
}

TEST(RealNumber, CanBeTooLargeOrTooSmall)
{
    const Read out_of_range{std::errc::result_out_of_range, -1};
    for (const std::string& text : {std::string("1e309"), std::string("1.8e308"), "1" + zeros,
                                    std::string("1e-400"), "0." + zeros + "1"}) {
        EXPECT_EQ(read_by<read_real>(text), out_of_range) << text;
        EXPECT_EQ(read_by<read_real_with_strtod>(text), out_of_range) << text;
    }
}

TEST(RealNumber, IsNothingElse)
{
    for (const char* text : {"", "x", "1x", "1 ", " 1", "+1", "0x1p3", ".", "1e", "--1", "1.2.3"}) {
        EXPECT_EQ(read_by<read_real>(text).error, std::errc::invalid_argument) << text;
        EXPECT_EQ(read_by<read_real_with_strtod>(text).error, std::errc::invalid_argument) << text;
    }
    EXPECT_EQ(read_by<read_real_with_strtod>("inf").error, std::errc::invalid_argument);
    EXPECT_EQ(read_by<read_real_with_strtod>(std::string_view("1\0002", 3)).error,
              std::errc::invalid_argument);
}

TEST(RealNumber, HasAPointInEveryLocale)
{
    const std::string before = std::setlocale(LC_NUMERIC, nullptr);
    std::setlocale(LC_NUMERIC, "de_DE.UTF-8"); // which need not be there
    EXPECT_EQ(read_by<read_real_with_strtod>("1.5"), (Read{{}, 1.5}));
    std::setlocale(LC_NUMERIC, before.c_str());
}

} // namespace
} // namespace costrel::inline v1::encoding
