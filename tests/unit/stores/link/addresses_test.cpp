#include "stores/link/addresses.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <netdb.h>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// What resolves the names that end in ".slow": it hangs until it is told to go on.
class SlowNames {
public:
    static SlowNames& all()
    {
        static SlowNames only;
        return only;
    }
    void wait()
    {
        std::unique_lock lock(mutex_);
        most_ = std::max(most_, ++asked_);
        changed_.notify_all();
        changed_.wait(lock, [this] { return !hangs_; });
        --asked_;
    }
    void hang(bool hangs)
    {
        const std::lock_guard lock(mutex_);
        hangs_ = hangs;
        changed_.notify_all();
    }
    // Whether so many are asked for at once, in a minute at most.
    bool are_asked(unsigned count)
    {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 60s, [&] { return asked_ == count; });
    }
    unsigned most() const
    {
        const std::lock_guard lock(mutex_);
        return most_;
    }

private:
    mutable std::mutex mutex_{};
    std::condition_variable changed_{};
    bool hangs_ = true;
    unsigned asked_ = 0;
    unsigned most_ = 0;
};

bool is_found_at_last(const Addresses& addresses)
{
    for (const auto end = steady_clock::now() + 60s;
         addresses.now().empty() && steady_clock::now() < end; std::this_thread::sleep_for(1ms))
        addresses.renew();
    return !addresses.now().empty();
}

TEST(Addresses, AreAskedForByFewThreadsWhileNamesCannotBeResolved)
{
    std::vector<Addresses> many;
    for (unsigned i = 0; i < 3 * Addresses::most_look_ups; ++i)
        many.push_back(Addresses::later("h" + std::to_string(i) + ".slow", 7000));
    for (int round = 0; round < 3; ++round)
        for (const Addresses& one : many)
            one.renew();
    EXPECT_TRUE(SlowNames::all().are_asked(Addresses::most_look_ups));
    EXPECT_TRUE(many.back().now().empty());
    SlowNames::all().hang(false);
    for (const Addresses& one : many)
        EXPECT_TRUE(is_found_at_last(one));
    EXPECT_EQ(SlowNames::all().most(), Addresses::most_look_ups);
}

} // namespace
} // namespace costrel::inline v1::stores

// The linker leads the library's calls of getaddrinfo() here.
extern "C" int __real_getaddrinfo(const char* host, const char* port, const addrinfo* hints,
                                  addrinfo** found);
extern "C" int __wrap_getaddrinfo(const char* host, const char* port, const addrinfo* hints,
                                  addrinfo** found);

extern "C" int __wrap_getaddrinfo(const char* host, const char* port, const addrinfo* hints,
                                  addrinfo** found)
{
    const bool is_slow = host && std::string_view(host).ends_with(".slow");
    if (is_slow && (hints->ai_flags & AI_NUMERICHOST) != 0)
        return EAI_NONAME;
    if (is_slow)
        costrel::stores::SlowNames::all().wait();
    return __real_getaddrinfo(is_slow ? "127.0.0.1" : host, port, hints, found);
}
