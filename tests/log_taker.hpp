#pragma once

#include "log/log.hpp"

#include <mutex>
#include <string>
#include <vector>

namespace costrel::inline v1 {

// Takes the log of the process as long as it lives: "warning: …", a line each.
class LogTaker {
public:
    LogTaker()
    {
        log::silence(false); // an earlier test of the program may have wanted it
        log::set_least_level(LogLevel::info);
        set_log_sink([this](const LogLine& line) {
            const std::lock_guard lock(mutex_);
            lines_.push_back(
                std::string(log_level_name(line.level)).append(": ").append(line.text));
        });
    }
    ~LogTaker() { set_log_sink({}); }
    LogTaker(const LogTaker&) = delete;
    LogTaker& operator=(const LogTaker&) = delete;

    std::vector<std::string> lines()
    {
        log::flush();
        const std::lock_guard lock(mutex_);
        return lines_;
    }
    std::string text()
    {
        std::string text;
        for (const std::string& line : lines())
            text.append(line).append("\n");
        return text;
    }

private:
    std::mutex mutex_;
    std::vector<std::string> lines_;
};

} // namespace costrel::inline v1
