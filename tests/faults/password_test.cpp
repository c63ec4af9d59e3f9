// Hashes of passwords when memory runs out: they are made or not, and right or not there.
#include "faults/allocation.hpp"

#include <costrel/password.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using costrel::faults::Fault;
using costrel::faults::with_each_allocation_failing;

TEST(OutOfMemory, APasswordIsHashedOrNot)
{
    for (const std::string method : {"scrypt:128:8:1", "pbkdf2:sha256:1"})
        with_each_allocation_failing([&](Fault& fault) {
            std::string hash;
            const bool failed =
                fault.during([&] { hash = costrel::generate_password_hash("password", method); });
            EXPECT_EQ(hash.empty(), failed);
            EXPECT_EQ(costrel::check_password_hash(hash, "password"), !failed);
        });
}

TEST(OutOfMemory, APasswordIsNeverTakenForAnother)
{
    const std::string hash = costrel::generate_password_hash("password", "scrypt:128:8:1");
    with_each_allocation_failing([&](Fault& fault) {
        bool right = false;
        const bool failed =
            fault.during([&] { right = costrel::check_password_hash(hash, "password"); });
        EXPECT_EQ(right, !failed);
        bool wrong = false;
        fault.during([&] { wrong = costrel::check_password_hash(hash, "another"); });
        EXPECT_FALSE(wrong);
    });
}

} // namespace
