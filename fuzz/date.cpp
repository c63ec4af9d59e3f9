// Dates, as lenient as mail: what was read is a moment, and the same when it is written and read
// again.
#include "fuzz/input.hpp"

#include <costrel/http_date.hpp>

using namespace costrel;
using fuzz::require;
using namespace std::chrono;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto moment = parse_date(fuzz::Input(data, size).rest());
    if (!moment)
        return 0;
    require(abs(moment->offset) < days(1), "an offset is less than a day");
    const sys_seconds local = moment->time + moment->offset;
    require(local >= sys_days(year(1) / 1 / 1) && local < sys_days(year(10000) / 1 / 1),
            "a clock shows the years 1 to 9999");
    // An offset can leave these years. Two digits of a year stand for another century.
    if (moment->time < sys_days(year(100) / 1 / 1) || moment->time >= sys_days(year(10000) / 1 / 1))
        return 0;
    const std::string text = http_date(moment->time);
    const auto again = parse_date(text);
    require(again && again->time == moment->time, "what was written is read");
    require(again->offset == seconds(0) && http_date(again->time) == text, "and written alike");
    return 0;
}
