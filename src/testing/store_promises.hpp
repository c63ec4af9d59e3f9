#pragma once

#include <costrel/testing/store_tests.hpp>

#include <span>

namespace costrel::inline v1 {

// What each call promises by itself,
std::span<const StoreTest> call_promises() noexcept;
// what becomes of records as time goes by,
std::span<const StoreTest> time_promises() noexcept;
// and what holds when others use the store meanwhile.
std::span<const StoreTest> concurrency_promises() noexcept;
// What a store promises that lists the sessions of a user.
std::span<const StoreTest> user_promises() noexcept;

} // namespace costrel::inline v1
