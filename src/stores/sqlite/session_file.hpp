#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

struct statfs;

namespace costrel::inline v1::stores {

// The file that sessions lie in, before SQLite opens it: what can be told without opening it.
class SessionFile {
public:
    using Statfs = int (*)(const char* path, struct statfs* result);

    explicit SessionFile(std::string path, Statfs statfs = nullptr);

    const std::string& path() const noexcept { return path_; }
    // Makes the file, with mode 0600, when it is missing. Throws ConfigError for what somebody has
    // to put right: that others can read it, that it is not a file, or on a network's
    // file system; and std::system_error for what may pass.
    void prepare() const;
    // The same of the database of another framework, which is there already and whose mode is not
    // ours to judge.
    void require_database() const;

private:
    std::optional<mode_t> found_mode() const noexcept; // without one errno says why
    void require_usable() const;
    void require_good(mode_t mode) const;
    [[noreturn]] void reject(const std::string& why) const;
    [[noreturn]] void fail(const char* what) const;

    std::string path_;
    Statfs statfs_;
};

// One MiB beside that file, which is given up so that sessions can be ended on a full disk.
class Reserve {
public:
    explicit Reserve(const std::string& path) : path_(path + "-reserve") {}

    // Makes it when it is missing; whether it is there.
    bool make() noexcept;
    // Whether it was there, to be given up.
    bool give_up() noexcept;
    bool is_there() const noexcept { return is_there_; }

private:
    std::string path_;
    bool is_there_ = false;
};

} // namespace costrel::inline v1::stores
