#include "app/telemetry/access_log.hpp"

#include <new>
#include <string>
#include <system_error>

namespace costrel::inline v1 {

namespace {

std::string_view without_query(std::string_view target) noexcept
{
    return target.substr(0, target.find('?'));
}

} // namespace

void AccessLog::check(const Config& config)
{
    if (!config.access_log.empty() && config.access_log != "combined" &&
        config.access_log != "json")
        throw ConfigError("costrel: access_log must be \"combined\" or \"json\", or empty, not \"" +
                          config.access_log + "\"");
}

std::unique_ptr<AccessLog> AccessLog::open(const Config& config)
{
    check(config);
    if (config.access_log.empty() && !config.debug)
        return nullptr;
    try {
        return std::make_unique<AccessLog>(config);
    } catch (const std::system_error& error) {
        throw ConfigError("costrel: access_log_file cannot be written: " +
                          std::string(error.what()));
    }
}

AccessLog::AccessLog(const Config& config)
    : is_json_(config.access_log == "json"), with_query_(config.access_log_query),
      writer_("access log", config.access_log_file)
{
}

void AccessLog::write(AccessRecord record) noexcept
try {
    if (!with_query_) {
        record.request_line = without_query(record.request_line);
        record.target = without_query(record.target);
        record.referer = without_query(record.referer);
    }
    static thread_local std::string line; // its memory is kept
    line.clear();
    if (is_json_)
        append_json_line(line, record);
    else
        append_combined_line(line, record);
    writer_.write(line);
} catch (const std::bad_alloc&) {
    writer_.count_dropped();
}

} // namespace costrel::inline v1
