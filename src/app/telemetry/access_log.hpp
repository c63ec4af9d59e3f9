#pragma once

#include "app/telemetry/access_line.hpp"
#include "app/telemetry/log_writer.hpp"

#include <costrel/config.hpp>

#include <cstdint>
#include <memory>

namespace costrel::inline v1 {

// One line for each request, in the format and to the place that the configuration names.
class AccessLog {
public:
    // Nothing when the configuration asks for none; in debug mode it need not ask. Throws
    // ConfigError when the file cannot be opened.
    static std::unique_ptr<AccessLog> open(const Config& config);
    // Throws ConfigError when the configuration asks for a format that there is not.
    static void check(const Config& config);

    explicit AccessLog(const Config& config);

    // From any thread; never waits for the disk. Of the texts of `record` it leaves what is to be
    // logged.
    void write(AccessRecord& record) noexcept;

    void count_dropped() noexcept { writer_.count_dropped(); } // one line
    void reopen() noexcept { writer_.reopen(); }
    void end() noexcept { writer_.end(); }
    std::uint64_t dropped() const noexcept { return writer_.dropped(); }

private:
    const bool is_json_;
    const bool with_query_;
    LogWriter writer_;
};

} // namespace costrel::inline v1
