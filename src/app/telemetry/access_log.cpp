#include "app/telemetry/access_log.hpp"

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

void AccessLog::write(AccessRecord& record) noexcept
{
    if (!with_query_) {
        record.request_line = without_query(record.request_line);
        record.target = without_query(record.target);
        record.referer = without_query(record.referer);
    }
    char room[longest_access_line];
    writer_.write(is_json_ ? json_line(AccessLineRoom(room), record)
                           : combined_line(AccessLineRoom(room), record));
}

} // namespace costrel::inline v1
