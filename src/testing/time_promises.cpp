#include "testing/store_promises.hpp"
#include "testing/tested_store.hpp"

#include <array>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace costrel::inline v1 {

namespace {

using namespace std::chrono_literals;

using Open = const StoreFactory&;
using Options = const StoreTestOptions&;
using Outcome = Replaced::Outcome;

void wait_until_after(SysMillis end)
{
    while (now() <= end + 20ms)
        std::this_thread::sleep_for(10ms);
}

// Inserts a record that ends soon, has `renew` give it more time, and asks whether it is still
// there when the first end is over. On a machine that stops for so long that it ended before, it is
// tried again with more time.
template <class Renew>
void require_lives_on(const TestedStore& store, Renew renew)
{
    for (auto time = 150ms; time < 10s; time *= 3) {
        const StoreKey key = new_key();
        const SysMillis end = now() + time;
        store.insert(key, record_of("x", 1, end));
        const bool done = renew(key);
        if (now() >= end)
            continue;
        require(done, "a record that has not expired was not found");
        wait_until_after(end);
        store.collect_all();
        require(store.load(key).has_value(), "the record ended at the end that it had before");
        store.erase(key);
        return;
    }
    throw BrokenPromise("each call takes seconds, so nothing can be told");
}

constexpr std::array times = {
    StoreTest{"WhatHasExpiredIsThereAsAWholeOrNotAtAll",
              "a record that has expired may be forgotten; then nothing of it is left",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  const StoreKey key = new_key();
                  const StoredRecord record = record_of("x", 1, now() - 1h);
                  store.insert(key, record);
                  if (const auto found = store.load(key)) {
                      require(found->bytes == record.bytes, "load() gave other bytes");
                      store.collect_all();
                  }
                  if (!store.load(key)) {
                      require(store.replace(key, 1, record_of("y", 2)).outcome == Outcome::gone,
                              "replace() found it");
                      require(!store.touch(key, now(), now() + 1h), "touch() found it");
                      require(store.insert(key, record_of("z", 3)),
                              "insert() took it for a record that is there");
                  }
                  store.erase(key);
              }},
    StoreTest{"ARecordThatIsReplacedByOneThatHasExpiredIsNeverGivenAgain",
              "replace() by a record that ends now leaves at most that",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  const StoreKey key = new_key();
                  store.insert(key, record_of("good", 1));
                  const StoredRecord end = record_of("end", 2, now());
                  require(store.replace(key, 1, end).outcome == Outcome::done,
                          "replace() was not done");
                  const auto found = store.load(key);
                  require(!found || found->bytes == end.bytes, "load() gave the one before");
                  require(store.replace(key, 1, record_of("again", 3)).outcome != Outcome::done,
                          "the version before could be replaced");
                  store.erase(key);
              }},
    StoreTest{"ATouchMovesTheEnd", "touch() gives a record more time",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  require_lives_on(store, [&](const StoreKey& key) {
                      return store.touch(key, now(), now() + 1h);
                  });
              }},
    StoreTest{"ATouchNeverShortens", "touch() never moves the end back",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  const StoreKey key = new_key();
                  store.insert(key, record_of("x", 1));
                  require(store.touch(key, now(), now() - 1h), "touch() did not find the record");
                  store.collect_all();
                  require(store.load(key).has_value(), "the record is gone");
                  store.erase(key);
              }},
    StoreTest{"ATouchWritesTheTimeAndNothingElse",
              "touch() writes `renewed` into the record's header; the version and the rest stay",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  const StoreKey key = new_key();
                  StoredRecord record = record_of("some data", 5);
                  store.insert(key, record);
                  const SysMillis renewed(1'700'000'000'123ms);
                  require(store.touch(key, renewed, now() + 2h), "touch() found no record");
                  write_renewed(record.bytes, renewed);
                  const auto found = store.load(key);
                  require(found && found->bytes == record.bytes,
                          "the bytes are not those with the eight at 88 changed");
                  require(found->version == 5, "the version changed");
                  require(store.replace(key, 5, record_of("y", 6)).outcome == Outcome::done,
                          "who read the record before the touch could not replace it");
                  store.erase(key);
              }},
    StoreTest{
        "ATouchLeavesAnotherFrameworksRecordAsItIs",
        "touch() changes no byte of a record under a whole key",
        [](Open open, Options options) {
            if (!options.takes_whole_keys)
                return;
            const TestedStore store(open(), options);
            for (const std::string& bytes : {std::string("{\"a\":1}"), std::string(200, 'x')}) {
                const StoreKey key = new_whole_key();
                store.insert(key, foreign_record(bytes));
                require(store.touch(key, now(), now() + 2h), "touch() found no record");
                const auto found = store.load(key);
                require(found && found->bytes == bytes, "it changed");
                store.erase(key);
            }
        }},
    StoreTest{"AReplacementSetsTheEnd", "replace() gives the record the new one's end",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  require_lives_on(store, [&](const StoreKey& key) {
                      return store.replace(key, 1, record_of("y", 2)).outcome == Outcome::done;
                  });
              }},
    StoreTest{"AFarEndIsNoneThatHasPassed",
              "a record may end in a month, in a year, or in the year 9999",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  const SysMillis year_9999(253'402'300'799'999ms);
                  for (const SysMillis end :
                       {now() + 24h * 31, now() + 24h * 400, SysMillis(year_9999)}) {
                      const StoreKey key = new_key();
                      store.insert(key, record_of("x", 1, end));
                      store.collect_all();
                      require(store.load(key).has_value(), "it is gone after it was inserted");
                      require(store.touch(key, now(), end), "it is gone when it is touched");
                      store.replace(key, 1, record_of("y", 2, end));
                      store.collect_all();
                      require(store.load(key).has_value(), "it is gone after it was replaced");
                      store.erase(key);
                  }
              }},
    StoreTest{"CountingLeavesNoneOut", "count(), where the store can tell, leaves no record out",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  std::vector<StoreKey> keys;
                  for (int i = 0; i < 3; ++i) {
                      keys.push_back(new_key());
                      store.insert(keys.back(), record_of("x", 1));
                  }
                  require(store.count().value_or(3) >= 3, "it left out what is there");
                  for (const StoreKey& key : keys)
                      store.erase(key);
              }},
    StoreTest{"CollectingTakesAtMostSoMany", "collect() forgets at most `limit` records",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  std::vector<StoreKey> keys;
                  for (int i = 0; i < 6; ++i) {
                      keys.push_back(new_key());
                      store.insert(keys.back(), record_of("x", 1, now() - 1h));
                  }
                  const auto left = [&] {
                      std::size_t found = 0;
                      for (const StoreKey& key : keys)
                          found += store.load(key).has_value() ? 1 : 0;
                      return found;
                  };
                  const std::size_t before = left();
                  require(store.collect(2) <= 2, "it says that it forgot more");
                  require(left() + 2 >= before, "it forgot more");
                  store.collect_all();
              }},
    StoreTest{"CollectingLeavesWhatIsGood",
              "collect() forgets what has expired alone, also while others write",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  at_once(options.threads, [&](std::size_t thread) {
                      if (thread == 0) {
                          for (int i = 0; i < 20; ++i)
                              store.collect(3);
                          return;
                      }
                      const StoreKey good = new_key();
                      store.insert(good, record_of("x", 1));
                      for (std::uint64_t version = 1; version < 10; ++version) {
                          store.insert(new_key(), record_of("x", 1, now() - 1h));
                          require(
                              store.replace(good, version, record_of("y", version + 1)).outcome ==
                                  Outcome::done,
                              "a record that had not expired is gone");
                      }
                      store.collect_all();
                      require(store.erase(good), "a record that had not expired is gone");
                  });
              }},
};

} // namespace

std::span<const StoreTest> time_promises() noexcept
{
    return times;
}

} // namespace costrel::inline v1
