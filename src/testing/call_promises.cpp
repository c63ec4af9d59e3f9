#include "testing/store_promises.hpp"
#include "testing/tested_store.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <string>

namespace costrel::inline v1 {

namespace {

using Open = const StoreFactory&;
using Options = const StoreTestOptions&;
using Outcome = Replaced::Outcome;

std::string every_byte()
{
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte)
        bytes += static_cast<char>(byte);
    return bytes;
}

void require_same(const TestedStore& store, const StoreKey& key, const StoredRecord& expected)
{
    const auto found = store.load(key);
    require(found.has_value(), "load() found nothing");
    require(found->bytes == expected.bytes, "load() gave other bytes");
    require(found->version == expected.version, "load() gave another version");
}

void require_comes_back(const TestedStore& store, const StoreKey& key, const StoredRecord& record)
{
    require(store.insert(key, record), "insert() said that a record is there");
    require_same(store, key, record);
    require(store.erase(key), "erase() did not find the record");
}

constexpr std::array calls = {
    StoreTest{"NothingIsWhereNothingWasInserted", "load() of an unknown key gives nothing",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  require(!store.load(new_key()), "load() gave a record");
              }},
    StoreTest{"ARecordComesBackByteForByte",
              "load() gives the bytes that were inserted, whatever they are, and their version",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{72},
                                                 std::size_t{4'096}, std::size_t{65'536}})
                      require_comes_back(store, new_key(), record_of(std::string(size, 'x'), 1));
                  require_comes_back(store, new_key(), record_of(every_byte(), 1));
                  const std::size_t header = record_of("", 1).bytes.size();
                  if (options.largest > header)
                      require_comes_back(
                          store, new_key(),
                          record_of(std::string(options.largest - header, '\xff'), 1));
              }},
    StoreTest{"AnyVersionIsAVersion", "0 and 2^64-1 are versions as any other",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
                  constexpr std::uint64_t half = std::uint64_t{1} << 63;
                  const StoreKey key = new_key();
                  require(store.insert(key, record_of("a", 0)), "insert() found a record");
                  std::uint64_t before = 0;
                  for (const std::uint64_t version : {largest, half, half - 1, std::uint64_t{0}}) {
                      require(store.replace(key, before, record_of("b", version)).outcome ==
                                  Outcome::done,
                              "replace() did not know the version that is there");
                      require_same(store, key, record_of("b", version));
                      before = version;
                  }
                  store.erase(key);
              }},
    StoreTest{
        "InsertingWhereARecordIsChangesNothing", "insert() is false where a record is, which stays",
        [](Open open, Options options) {
            const TestedStore store(open(), options);
            const StoreKey key = new_key();
            require(store.insert(key, record_of("first", 1)), "the first insert() was false");
            require(!store.insert(key, record_of("second", 2)), "the second insert() was true");
            require_same(store, key, record_of("first", 1));
            store.erase(key);
        }},
    StoreTest{"TheVersionThatIsThereIsReplaced", "replace() of the version that is there is done",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  const StoreKey key = new_key();
                  store.insert(key, record_of("a rather long text", 1));
                  for (std::uint64_t version = 1; version < 5; ++version)
                      require(
                          store.replace(key, version, record_of("short", version + 1)).outcome ==
                              Outcome::done,
                          "it was not");
                  require_same(store, key, record_of("short", 5));
                  store.erase(key);
              }},
    StoreTest{"AnotherVersionIsAConflictAndStays",
              "replace() of another version changes nothing, and gives what is there",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  const StoreKey key = new_key();
                  store.insert(key, record_of("first", 1));
                  const Replaced reply = store.replace(key, 7, record_of("second", 8));
                  require(reply.outcome == Outcome::conflict, "it was no conflict");
                  require(reply.current.bytes == record_of("first", 1).bytes &&
                              reply.current.version == 1,
                          "the conflict did not give the record that is there");
                  require_same(store, key, record_of("first", 1));
                  store.erase(key);
              }},
    StoreTest{"ARepeatedReplacementFindsItsOwnVersion",
              "replace() that is repeated because its reply got lost is a conflict with itself",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  const StoreKey key = new_key();
                  store.insert(key, record_of("first", 1));
                  store.replace(key, 1, record_of("second", 2));
                  const Replaced reply = store.replace(key, 1, record_of("second", 2));
                  require(reply.outcome == Outcome::conflict, "it was no conflict");
                  require(reply.current.version == 2, "the conflict gave another version");
                  store.erase(key);
              }},
    StoreTest{
        "ReplacingNothingMakesNothing", "replace() where no record is is `gone`, and makes none",
        [](Open open, Options options) {
            const TestedStore store(open(), options);
            const StoreKey key = new_key();
            for (const std::uint64_t expected : {std::uint64_t{0}, std::uint64_t{1}})
                require(store.replace(key, expected, record_of("x", 2)).outcome == Outcome::gone,
                        "it was not `gone`");
            require(!store.load(key), "there is a record now");
        }},
    StoreTest{"TouchingNothingMakesNothing", "touch() where no record is is false, and makes none",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  const StoreKey key = new_key();
                  require(!store.touch(key, now(), now() + std::chrono::hours(1)), "it was true");
                  require(!store.load(key), "there is a record now");
              }},
    StoreTest{
        "WhatWasErasedIsGone", "after erase() there is no record to load, replace, touch or erase",
        [](Open open, Options options) {
            const TestedStore store(open(), options);
            const StoreKey key = new_key();
            store.insert(key, record_of("x", 1));
            require(store.erase(key), "erase() did not find the record");
            require(!store.load(key), "load() found it");
            require(store.replace(key, 1, record_of("y", 2)).outcome == Outcome::gone,
                    "replace() was not `gone`");
            require(!store.touch(key, now(), now() + std::chrono::hours(1)), "touch() found it");
            require(!store.erase(key), "erase() found it again");
            require(!store.load(key), "load() found it in the end");
        }},
    StoreTest{"ErasingNothingIsNoError", "erase() where no record is is false",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  require(!store.erase(new_key()), "it was true");
              }},
    StoreTest{"KeysThatDifferInOneBitAreTwo", "a record is found by its whole key alone",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  const StoreKey key = new_key();
                  store.insert(key, record_of("x", 1));
                  for (std::size_t bit = 0; bit < 8 * key.bytes.size(); bit += 5) {
                      StoreKey other = key;
                      other.bytes[bit / 8] =
                          static_cast<char>(other.bytes[bit / 8] ^ (1 << bit % 8));
                      require(!store.load(other), "another key found it");
                  }
                  store.erase(key);
              }},
    StoreTest{"AnyBytesAreAKey", "a key may hold NUL, line ends, spaces, quotes and braces",
              [](Open open, Options options) {
                  const TestedStore store(open(), options);
                  for (const std::string_view bytes :
                       {std::string_view("\0\0\0\0\0\0\0\0", 8),
                        std::string_view("\r\n\r\n$-1\r\n"), std::string_view("a b\tc\x0b\x7f"),
                        std::string_view("{a}{b}"), std::string_view("'; --\"\\%_"),
                        std::string_view("\xff\xfe\x80\xc0")}) {
                      StoreKey key = new_key();
                      key.bytes.replace(0, bytes.size(), bytes);
                      require_comes_back(store, key, record_of("x", 1));
                  }
              }},
    StoreTest{"AnotherFrameworksRecordComesBack",
              "records under whole keys are kept as they are, and compared by their version",
              [](Open open, Options options) {
                  if (!options.takes_whole_keys)
                      return;
                  const TestedStore store(open(), options);
                  for (const std::size_t size : {std::size_t{51}, std::size_t{256}})
                      require_comes_back(store, new_whole_key(size), foreign_record(every_byte()));
                  const StoreKey key = new_whole_key();
                  const StoredRecord first = foreign_record("{\"a\":1}");
                  const StoredRecord second = foreign_record("{\"a\":2}");
                  store.insert(key, first);
                  require(store.replace(key, second.version, second).outcome == Outcome::conflict,
                          "replace() of another version was no conflict");
                  require(store.replace(key, first.version, second).outcome == Outcome::done,
                          "replace() did not know the version that is there");
                  require_same(store, key, second);
                  store.erase(key);
              }},
    StoreTest{"AnotherFrameworksRecordSaysWhenItEnds",
              "load() gives the end of a record under a whole key: only the store knows it",
              [](Open open, Options options) {
                  if (!options.takes_whole_keys)
                      return;
                  const TestedStore store(open(), options);
                  const StoreKey key = new_whole_key();
                  const StoredRecord first = foreign_record("{\"a\":1}");
                  const auto require_end = [&](SysMillis end) {
                      constexpr std::chrono::minutes near(1); // of what a clock of its own says
                      const SysMillis given = store.load(key).value().expires;
                      require(end - near < given && given < end + near, "it gave another end");
                  };
                  store.insert(key, first);
                  require_end(first.expires);
                  const SysMillis later = first.expires + std::chrono::hours(1);
                  store.touch(key, now(), later);
                  require_end(later);
                  store.erase(key);
              }},
    StoreTest{"AWholeKeyIsAnotherOne", "a whole key is another key than the same bytes of ours",
              [](Open open, Options options) {
                  if (!options.takes_whole_keys)
                      return;
                  const TestedStore store(open(), options);
                  const StoreKey whole = new_whole_key(32);
                  const StoreKey ours{.bytes = whole.bytes};
                  store.insert(ours, record_of("x", 1));
                  require(!store.load(whole), "the whole key found ours");
                  store.erase(ours);
              }},
    StoreTest{"ADeadlineThatHasPassedIsNotWaitedFor",
              "a call whose deadline has passed comes back, with what it did or why it did not",
              [](Open open, Options) {
                  const auto store = open();
                  const Deadline past = std::chrono::steady_clock::now() - std::chrono::seconds(1);
                  auto loading = store->load(new_key(), past);
                  loading.start();
                  require(loading.done(), "load() suspended");
                  auto erasing = store->erase(new_key(), true, past);
                  erasing.start();
                  require(erasing.done(), "erase() suspended");
              }},
};

} // namespace

std::span<const StoreTest> call_promises() noexcept
{
    return calls;
}

} // namespace costrel::inline v1
