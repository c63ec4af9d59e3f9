#pragma once

#include <costrel/session/store.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdlib.h>
#include <string>
#include <sys/stat.h>

namespace costrel::inline v1 {

// A folder of one test, which is gone after it.
class Folder {
public:
    Folder()
    {
        std::string made = (std::filesystem::temp_directory_path() / "costrel-XXXXXX").string();
        EXPECT_NE(::mkdtemp(made.data()), nullptr);
        path_ = made;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    std::string file(const std::string& name = "sessions.db") const { return path_ / name; }
    std::filesystem::path path() const { return path_; }
    void write(const std::string& name, const std::string& text, mode_t mode = 0600) const
    {
        std::ofstream(path_ / name) << text;
        ::chmod(file(name).c_str(), mode);
    }

private:
    std::filesystem::path path_;
};

inline mode_t mode_of(const std::string& path)
{
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

// What a task gives that runs in no loop.
template <class T>
T now(Task<T> task)
{
    task.start();
    EXPECT_TRUE(task.done());
    return task.result();
}

inline StoreKey key(std::string bytes)
{
    bytes.resize(32, '.');
    return {.bytes = std::move(bytes)};
}
inline StoredRecord record(std::string bytes, std::uint64_t version = 1)
{
    return {.bytes = std::move(bytes),
            .version = version,
            .expires =
                std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) +
                std::chrono::hours(1)};
}
inline Deadline soon(std::chrono::milliseconds time = std::chrono::seconds(20))
{
    return std::chrono::steady_clock::now() + time;
}

} // namespace costrel::inline v1
