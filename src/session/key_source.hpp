#pragma once

#include "sealing/private_file.hpp"

#include <costrel/sealing/key_ring.hpp>
#include <costrel/session/config.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace costrel::inline v1::session {

// Where the keys of a configuration come from: secret_key and its fallbacks, a file, the text of
// one, or a KeyRingSource.
class KeySource {
public:
    // Throws ConfigError when there are two sources.
    explicit KeySource(const SessionConfig& config);

    // The ring at the start. Throws ConfigError when it cannot be used.
    KeyRing first();

    // Whether it is time to look whether the file has changed. Of many threads it is for one.
    bool is_due() noexcept
    {
        return !path_.empty() && is_interval_over(std::chrono::steady_clock::now());
    }
    // The ring of the file when it is another file than before, or `whatever` it is. Throws
    // ConfigError when it cannot be used: not again before it changes.
    std::optional<KeyRing> changed(bool whatever);

    // Whether somebody has to be asked, who may take their time: changed() is for a thread of its
    // own then.
    bool is_asked() const noexcept { return static_cast<bool>(asked_); }
    std::chrono::steady_clock::duration interval() const noexcept { return interval_; }

private:
    bool is_interval_over(std::chrono::steady_clock::time_point now) noexcept;

    KeyRing ask() const;

    std::string path_;
    detail::Shared<KeyRingSource> asked_;
    KeyRing fixed_;
    std::chrono::steady_clock::duration interval_;
    std::atomic<std::chrono::steady_clock::rep> next_look_{0};
    std::mutex looking_;
    sealing::FileStamp seen_;
};

} // namespace costrel::inline v1::session
