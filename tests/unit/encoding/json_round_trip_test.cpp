// Random values are written and read again. The seed is printed, so that a failure can be repeated.
#include <costrel/tagged_json.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

namespace {

using namespace costrel;

class RandomValues {
public:
    explicit RandomValues(std::uint64_t seed) : engine_(seed) {}

    std::size_t below(std::size_t limit) { return engine_() % limit; }

    std::string bytes()
    {
        std::string out;
        for (std::size_t i = below(12); i > 0; --i)
            out += static_cast<char>(below(256));
        return out;
    }

    std::string text()
    {
        // "\xed\xa0\xbd" is a lone high surrogate; a low one beside it would become a pair.
        static const std::string pieces[] = {"a",
                                             "Z",
                                             " ",
                                             "\"",
                                             "\\",
                                             "/",
                                             "\n",
                                             std::string(1, '\0'),
                                             "\x7f",
                                             "\xc3\xa9",
                                             "\xe2\x82\xac",
                                             "\xef\xbf\xbf",
                                             "\xf0\x9f\x98\x80",
                                             "\xed\xa0\xbd",
                                             " t",
                                             "__"};
        std::string out;
        for (std::size_t i = below(6); i > 0; --i)
            out += pieces[below(std::size(pieces))];
        return out;
    }

    double number()
    {
        const auto any = std::bit_cast<double>(engine_());
        return std::isnan(any) ? 0.5 : any; // NaN is not equal to itself
    }

    std::string key()
    {
        static const std::string tags[] = {" di", " t", " b", " m", " u", " d"};
        return below(4) == 0 ? tags[below(std::size(tags))] : text();
    }

    Value value(std::size_t depth)
    {
        switch (below(depth == 0 ? 11 : 14)) {
        case 0:
            return {};
        case 1:
            return below(2) == 0;
        case 2:
            return static_cast<std::int64_t>(engine_());
        case 3:
            return number();
        case 4:
        case 5:
            return text();
        case 6:
            return BigInteger{std::to_string(1 + below(9)) + std::to_string(engine_()) + "12345"};
        case 7:
            return Bytes{bytes()};
        case 8:
            return escape(text());
        case 9: {
            Uuid uuid;
            for (std::uint8_t& byte : uuid.bytes)
                byte = static_cast<std::uint8_t>(below(256));
            return uuid;
        }
        case 10: // from the year 100, before which two digits mean another century, to 9999
            return std::chrono::sys_seconds(std::chrono::seconds(
                static_cast<std::int64_t>(below(312'413'760'000)) - 59'011'459'200));
        case 11:
            return list(depth - 1);
        case 12:
            return Tuple{list(depth - 1)};
        default: {
            Dict dict;
            for (std::size_t i = below(5); i > 0; --i)
                dict.set(key(), value(depth - 1));
            return dict;
        }
        }
    }

private:
    List list(std::size_t depth)
    {
        List result;
        for (std::size_t i = below(5); i > 0; --i)
            result.push_back(value(depth));
        return result;
    }

    std::mt19937_64 engine_;
};

TEST(JsonRoundTrip, EveryValueComesBackFromASession)
{
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomValues random(seed);
    for (int i = 0; i < 5000; ++i) {
        const Value value = random.value(5);
        const std::string text = TaggedJSONSerializer::dumps(value);
        const auto read = TaggedJSONSerializer::loads(text);
        ASSERT_TRUE(read) << text;
        ASSERT_EQ(*read, value) << text;
        ASSERT_EQ(TaggedJSONSerializer::dumps(*read), text);
    }
}

TEST(JsonRoundTrip, ChangedTextIsReadOrRefused)
{
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomValues random(seed);
    for (int i = 0; i < 5000; ++i) {
        std::string text = TaggedJSONSerializer::dumps(random.value(5));
        for (std::size_t n = 1 + random.below(3); n > 0; --n)
            text[random.below(text.size())] = "[]{},:\"\\ut19-.eE \xc3"[random.below(18)];
        const auto read = TaggedJSONSerializer::loads(text);
        if (!read) {
            ASSERT_LE(read.error().offset, text.size());
            ASSERT_FALSE(read.error().message.empty());
        }
    }
}

} // namespace
