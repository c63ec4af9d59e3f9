// The lenient date reader of Python's email.utils, which Werkzeug's parse_date() stands on.
#include "encoding/ascii.hpp"

#include <costrel/http_date.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace costrel::inline v1 {

namespace {

using std::chrono::seconds;

constexpr std::string_view white_space = " \t\n\v\f\r\x1c\x1d\x1e\x1f"; // of Python's str.split()

// Python's int(text) for a text without white space: a sign, digits, single underscores between
// them. Numbers beyond `great` are given as `great`; none of them is part of a date.
std::optional<std::int64_t> read_integer(std::string_view text)
{
    constexpr std::int64_t great = 1'000'000'000;
    constexpr std::size_t max_digits = 4300; // Python reads no more
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    std::int64_t number = 0;
    std::size_t digits = 0;
    bool after_digit = false;
    for (const char c : text) {
        if (c == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        if (!encoding::is_digit(c))
            return std::nullopt;
        after_digit = true;
        ++digits;
        number = std::min(great, number * 10 + (c - '0'));
    }
    if (!after_digit || digits > max_digits)
        return std::nullopt;
    return negative ? -number : number;
}

// 1 to 12 for an English name of a month, short or full, or 0.
unsigned month_number(std::string_view name)
{
    static constexpr std::string_view months[] = {"january",   "february", "march",    "april",
                                                  "may",       "june",     "july",     "august",
                                                  "september", "october",  "november", "december"};
    for (unsigned i = 0; i < std::size(months); ++i) {
        if (encoding::equal_ignoring_case(name, months[i]) ||
            encoding::equal_ignoring_case(name, months[i].substr(0, 3)))
            return i + 1;
    }
    return 0;
}

bool is_weekday(std::string_view word)
{
    static constexpr std::string_view weekdays[] = {"mon", "tue", "wed", "thu",
                                                    "fri", "sat", "sun"};
    return std::ranges::any_of(
        weekdays, [word](auto day) { return encoding::equal_ignoring_case(word, day); });
}

seconds zone_offset(std::string_view zone)
{
    struct Zone {
        std::string_view name;
        int hours;
    };
    static constexpr Zone zones[] = {{"ast", -4}, {"adt", -3}, {"est", -5}, {"edt", -4},
                                     {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6},
                                     {"pst", -8}, {"pdt", -7}};
    for (const Zone& known : zones) {
        if (encoding::equal_ignoring_case(zone, known.name))
            return std::chrono::hours(known.hours);
    }
    const std::int64_t number = read_integer(zone).value_or(0); // not known, such as GMT: UTC
    return seconds(number / 100 * 3600 + number % 100 * 60);
}

void remove_comma(std::string_view& word)
{
    if (word.ends_with(','))
        word.remove_suffix(1);
}

// Splits a word at the two places where it has `separator`; false when it has it not twice.
bool split_in_three(std::string_view word, char separator, std::array<std::string_view, 3>& parts)
{
    if (std::ranges::count(word, separator) != 2)
        return false;
    const std::size_t first = word.find(separator);
    const std::size_t second = word.find(separator, first + 1);
    parts = {word.substr(0, first), word.substr(first + 1, second - first - 1),
             word.substr(second + 1)};
    return true;
}

struct Words {
    std::string_view day, month, year, clock, zone;
};

std::optional<Words> split(std::string_view text)
{
    std::array<std::string_view, 7> words; // a weekday, five words, and one that tells "more"
    std::size_t count = 0;
    while (count < words.size()) {
        text.remove_prefix(std::min(text.find_first_not_of(white_space), text.size()));
        if (text.empty())
            break;
        words[count++] = text.substr(0, text.find_first_of(white_space));
        text.remove_prefix(words[count - 1].size());
    }
    if (count == 0)
        return std::nullopt;

    const std::string_view* word = words.data();
    if (word[0].ends_with(',') || is_weekday(word[0])) {
        ++word;
        --count;
    } else {
        words[0].remove_prefix(words[0].rfind(',') + 1); // npos + 1 is 0
    }
    if (count == 3) {
        std::array<std::string_view, 3> date;
        if (!split_in_three(word[0], '-', date))
            return std::nullopt;
        return Words{date[0], date[1], date[2], word[1], word[2]};
    }
    if (count == 4) {
        const std::string_view last = word[3];
        const std::size_t plus = last.find('+');
        const std::size_t sign = plus != last.npos ? plus : last.find('-');
        if (sign == last.npos || sign == 0)
            return Words{word[0], word[1], word[2], last, {}};
        return Words{word[0], word[1], word[2], last.substr(0, sign), last.substr(sign)};
    }
    if (count < 5)
        return std::nullopt;
    return Words{word[0], word[1], word[2], word[3], word[4]};
}

std::optional<seconds> time_of_day(std::string_view clock)
{
    const char separator = clock.find(':') != clock.npos ? ':' : '.';
    std::array<std::string_view, 3> parts;
    if (!split_in_three(clock, separator, parts)) {
        const std::size_t middle = clock.find(separator);
        if (middle == clock.npos || middle != clock.rfind(separator))
            return std::nullopt;
        parts = {clock.substr(0, middle), clock.substr(middle + 1), "0"};
    }
    const auto hour = read_integer(parts[0]);
    const auto minute = read_integer(parts[1]);
    const auto second = read_integer(parts[2]);
    const auto within = [](const auto& number, std::int64_t limit) {
        return number && *number >= 0 && *number < limit;
    };
    if (!within(hour, 24) || !within(minute, 60) || !within(second, 60))
        return std::nullopt;
    return seconds(*hour * 3600 + *minute * 60 + *second);
}

} // namespace

std::optional<DateTime> parse_date(std::string_view text)
{
    auto words = split(text);
    if (!words || words->day.empty() || words->month.empty() || words->year.empty())
        return std::nullopt;

    if (month_number(words->month) == 0)
        std::swap(words->day, words->month);
    const unsigned month = month_number(words->month);
    remove_comma(words->day);

    if (const auto colon = words->year.find(':'); colon != std::string_view::npos && colon > 0)
        std::swap(words->year, words->clock);
    remove_comma(words->year);
    if (words->year.empty())
        return std::nullopt;
    if (!encoding::is_digit(words->year[0]))
        std::swap(words->year, words->zone);
    remove_comma(words->clock);

    auto year = read_integer(words->year);
    const auto day = read_integer(words->day);
    const auto time = time_of_day(words->clock);
    if (month == 0 || !year || !day || !time)
        return std::nullopt;
    if (*year < 100)
        *year += *year > 68 ? 1900 : 2000;
    if (*year < 1 || *year > 9999 || *day < 1 || *day > 31)
        return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(month),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    const seconds offset = zone_offset(words->zone);
    if (!date.ok() || abs(offset) >= std::chrono::days(1))
        return std::nullopt;
    return DateTime{std::chrono::sys_days(date) + *time - offset, offset};
}

} // namespace costrel::inline v1
