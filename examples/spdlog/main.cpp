// costrel's log in the files, the format and the colours of a program that logs with spdlog.
#include <costrel/costrel.hpp>
#include <costrel/log.hpp>

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

namespace {

spdlog::level::level_enum spdlog_level(costrel::LogLevel level)
{
    switch (level) {
    case costrel::LogLevel::info:
        return spdlog::level::info;
    case costrel::LogLevel::warning:
        return spdlog::level::warn;
    case costrel::LogLevel::error:
        return spdlog::level::err;
    case costrel::LogLevel::critical:
        break;
    }
    return spdlog::level::critical;
}

// The whole adapter. The sink holds the logger, so that it is there for the last line.
void log_to(std::shared_ptr<spdlog::logger> logger)
{
    costrel::set_log_sink([logger = std::move(logger)](const costrel::LogLine& line) {
        logger->log(spdlog_level(line.level),
                    spdlog::string_view_t(line.text.data(), line.text.size()));
    });
}

costrel::Response hello(costrel::Request&)
{
    spdlog::info("a line of the program's own");
    return "Hello";
}

} // namespace

int main()
{
    log_to(spdlog::default_logger()->clone("costrel"));
    costrel::App app;
    app.get<hello>("/");
    return app.run();
}
