#include "testing/store_promises.hpp"
#include "testing/tested_store.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace costrel::inline v1 {

namespace {

using namespace std::chrono_literals;

using Open = const StoreFactory&;
using Options = const StoreTestOptions&;
using Outcome = Replaced::Outcome;

constexpr int rounds = 20;
constexpr std::size_t header = 96; // bytes in front of a record's data

// Counts down however a thread ends.
struct Leave {
    std::atomic<std::size_t>& working;
    ~Leave() { --working; }
};

// A store for each thread: they share the database alone.
std::vector<TestedStore> one_each(Open open, Options options)
{
    std::vector<TestedStore> stores;
    for (std::size_t i = 0; i < options.threads; ++i)
        stores.emplace_back(open(), options);
    return stores;
}

std::uint64_t version_of(std::size_t thread, int round)
{
    return 1'000 * (thread + 1) + static_cast<std::uint64_t>(round);
}

constexpr std::array at_the_same_time = {
    StoreTest{"OfManyInsertsAtOnceOneIsDone", "of many insert() of one key one is true",
              [](Open open, Options options) {
                  const auto stores = one_each(open, options);
                  for (int round = 0; round < rounds; ++round) {
                      const StoreKey key = new_key();
                      std::atomic<int> inserted = 0;
                      std::atomic<std::uint64_t> winner = 0;
                      at_once(options.threads, [&](std::size_t thread) {
                          if (!stores[thread].insert(key, record_of("x", thread)))
                              return;
                          ++inserted;
                          winner = thread;
                      });
                      require(inserted == 1, "it was another number");
                      const auto found = stores[0].load(key);
                      require(found && found->version == winner,
                              "the record is not that of the one");
                      stores[0].erase(key);
                  }
              }},
    StoreTest{"OfManyReplacementsOfAVersionOneIsDone",
              "of many replace() of one version one is done, and the others get its record",
              [](Open open, Options options) {
                  const auto stores = one_each(open, options);
                  const StoreKey key = new_key();
                  stores[0].insert(key, record_of("x", 1));
                  std::uint64_t version = 1;
                  for (int round = 0; round < rounds; ++round) {
                      std::atomic<int> done = 0;
                      std::atomic<bool> stale = false;
                      at_once(options.threads, [&](std::size_t thread) {
                          const Replaced reply = stores[thread].replace(
                              key, version, record_of("y", version_of(thread, round)));
                          if (reply.outcome == Outcome::done)
                              ++done;
                          else if (reply.outcome == Outcome::gone ||
                                   reply.current.version == version)
                              stale = true;
                      });
                      require(done == 1, "it was another number");
                      require(!stale, "another one got a record that was replaced");
                      version = stores[0].load(key)->version;
                  }
                  stores[0].erase(key);
              }},
    StoreTest{"NoAcknowledgedChangeIsLost",
              "many that count in one record, each from what it read, lose none",
              [](Open open, Options options) {
                  const auto stores = one_each(open, options);
                  const StoreKey key = new_key();
                  stores[0].insert(key, record_of("", 1));
                  at_once(options.threads, [&](std::size_t thread) {
                      const TestedStore& store = stores[thread];
                      auto current = store.load(key);
                      for (int round = 0; round < rounds;) {
                          require(current.has_value(), "the record is gone");
                          const std::string data = current->bytes.substr(header) + "x";
                          const Replaced reply = store.replace(
                              key, current->version, record_of(data, version_of(thread, round)));
                          require(reply.outcome != Outcome::gone, "the record is gone");
                          if (reply.outcome == Outcome::done) {
                              ++round;
                              current = store.load(key);
                          } else {
                              current = reply.current;
                          }
                      }
                  });
                  require(stores[0].load(key)->bytes.size() == header + rounds * options.threads,
                          "some were lost, or done twice");
                  stores[0].erase(key);
              }},
    StoreTest{"WhatEndsWhileOthersReplaceItStaysEnded",
              "erase() beside replace() and touch() of the same record always ends it",
              [](Open open, Options options) {
                  const auto stores = one_each(open, options);
                  for (int round = 0; round < rounds; ++round) {
                      const StoreKey key = new_key();
                      stores[0].insert(key, record_of("x", 1));
                      at_once(options.threads, [&](std::size_t thread) {
                          if (thread == 0)
                              require(stores[thread].erase(key), "erase() did not find the record");
                          else if (thread % 2 == 0)
                              stores[thread].touch(key, now(), now() + 2h);
                          else
                              stores[thread].replace(key, 1,
                                                     record_of("y", version_of(thread, round)));
                      });
                      require(!stores[0].load(key), "it is back");
                  }
              }},
    StoreTest{"ATouchIsNoChange",
              "touch() beside replace() makes no conflict, and does not bring old bytes back",
              [](Open open, Options options) {
                  const auto stores = one_each(open, options);
                  const StoreKey key = new_key();
                  stores[0].insert(key, record_of("1", 1));
                  std::atomic<std::size_t> touching = options.threads - 1;
                  at_once(options.threads, [&](std::size_t thread) {
                      if (thread != 0) {
                          const Leave leave{touching};
                          for (int round = 0; round < rounds; ++round)
                              require(stores[thread].touch(key, now(), now() + 2h),
                                      "touch() did not find the record");
                          return;
                      }
                      for (std::uint64_t version = 1; version < 50 || touching > 0; ++version) {
                          const StoredRecord next =
                              record_of(std::to_string(version + 1), version + 1);
                          require(stores[0].replace(key, version, next).outcome == Outcome::done,
                                  "a replacement was not done");
                          const auto found = stores[0].load(key);
                          require(found && found->version == version + 1 &&
                                      found->bytes.substr(header) == next.bytes.substr(header),
                                  "what was replaced is back");
                      }
                  });
                  stores[0].erase(key);
              }},
    StoreTest{"EachGetsItsOwnRecord", "calls at once do not get each other's replies",
              [](Open open, Options options) {
                  const auto shared = open();
                  at_once(options.threads, [&](std::size_t thread) {
                      const TestedStore store(shared, options);
                      const std::string data(100 * (thread + 1),
                                             static_cast<char>('a' + thread % 26));
                      for (int round = 0; round < rounds; ++round) {
                          const StoreKey key = new_key();
                          const StoredRecord record = record_of(data, version_of(thread, round));
                          require(store.insert(key, record), "insert() found another's record");
                          const auto found = store.load(key);
                          require(found && found->bytes == record.bytes, "load() gave another's");
                          require(store.replace(key, 0, record).current.bytes == record.bytes,
                                  "replace() gave another's");
                          require(store.erase(key), "erase() did not find the record");
                      }
                  });
              }},
    StoreTest{"OneStoreSeesWhatAnotherDid",
              "what one store has done another one on the same database sees at once",
              [](Open open, Options options) {
                  const TestedStore one(open(), options);
                  const TestedStore other(open(), options);
                  const StoreKey key = new_key();
                  require(!other.load(key), "there is a record already");
                  one.insert(key, record_of("x", 1));
                  require(other.load(key).has_value(), "it does not see an insert()");
                  other.replace(key, 1, record_of("y", 2));
                  require(one.load(key)->version == 2, "it does not see a replace()");
                  one.erase(key);
                  require(!other.load(key), "it does not see an erase()");
                  require(other.replace(key, 2, record_of("z", 3)).outcome == Outcome::gone,
                          "it brings back what the other one erased");
              }},
    StoreTest{"ApplicationsAreApart",
              "a store of another application on the same server knows nothing of the records here",
              [](Open open, Options options) {
                  if (!options.apart)
                      return;
                  const TestedStore ours(open(), options);
                  const TestedStore theirs(options.apart(), options);
                  const StoreKey key = new_key();
                  ours.insert(key, record_of("x", 1));
                  require(!theirs.load(key), "it finds one");
                  require(!theirs.erase(key), "it erases one");
                  require(theirs.insert(key, record_of("y", 2)), "it cannot use the same key");
                  require(ours.load(key)->version == 1, "it changed one");
                  ours.erase(key);
                  theirs.erase(key);
              }},
};

} // namespace

std::span<const StoreTest> concurrency_promises() noexcept
{
    return at_the_same_time;
}

} // namespace costrel::inline v1
