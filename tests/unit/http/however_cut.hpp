#pragma once

#include "unit/http/peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::http {

// An input and the statuses that answer it, as Peer::outcome() gives them.
struct Row {
    std::string input;
    std::string outcome;
};

inline void PrintTo(const Row& row, std::ostream* out)
{
    *out << testing::PrintToString(row.input.substr(0, 300));
}

struct Received {
    std::string outcome;
    std::vector<std::string> bodies;

    friend bool operator==(const Received&, const Received&) = default;
};

// What `input` gives when it is cut at each of `cuts`. Interim answers are left out: whether they
// are sent depends on whether the body is there already.
inline Received send_in(const std::string& input, const std::vector<std::size_t>& cuts)
{
    Peer peer;
    std::string_view rest = input;
    std::size_t begin = 0;
    for (std::size_t cut : cuts) {
        peer.send(rest.substr(begin, cut - begin));
        begin = cut;
    }
    peer.send(rest.substr(begin));
    Received result{peer.outcome(), {}};
    while (result.outcome.starts_with("100,"))
        result.outcome.erase(0, 4);
    for (const SeenRequest& request : peer.requests)
        result.bodies.push_back(request.method + " " + request.target + " " + request.body);
    return result;
}

inline void expect_same_however_cut(const Row& row)
{
    const Received whole = send_in(row.input, {});
    EXPECT_EQ(whole.outcome, row.outcome) << testing::PrintToString(row.input.substr(0, 300));

    std::vector<std::size_t> everywhere;
    for (std::size_t i = 1; i < row.input.size(); ++i)
        everywhere.push_back(i);
    EXPECT_EQ(send_in(row.input, everywhere), whole)
        << "one byte at a time: " << testing::PrintToString(row.input.substr(0, 300));
    if (row.input.size() > 1000)
        return;
    for (std::size_t cut : everywhere)
        EXPECT_EQ(send_in(row.input, {cut}), whole)
            << "cut at " << cut << ": " << testing::PrintToString(row.input);
}

} // namespace costrel::inline v1::http
