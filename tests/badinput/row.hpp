#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::badinput {

// What a sender sends, and what may come back.
struct Row {
    std::string name; // its number in docs/decisions/bad-input.md, and a word
    std::string input;
    // The statuses of the answers in order; "!": then the server closes the connection. Without it
    // the connection is good for another request. Alternatives are divided by "|".
    std::string outcome;
    std::string holds = {}; // what the answers have in them
    std::string lacks = {}; // and what they do not
    bool first_is_head = false;
};

void PrintTo(const Row& row, std::ostream* out);

// Each table is one part of the rows.
std::vector<Row> framing_rows();  // where a body begins and ends
std::vector<Row> head_rows();     // request lines and fields
std::vector<Row> exchange_rows(); // several requests on one connection
std::vector<Row> url_rows();      // paths, queries and hosts
std::vector<Row> answer_rows();   // what an application answers with what was sent
std::vector<Row> body_rows();     // forms, files and JSON

// The statuses in `received`, as Row::outcome has them, interim ones left out; "garbage" or "cut"
// at the end for what is no whole answer; "close" when the connection ended without one.
std::string outcome_of(std::string_view received, bool ended, bool first_is_head);

// `statuses` so many times: "200,200".
std::string times(int count, std::string_view statuses);

// A request that the application answers with "the hidden request". In no row may that answer come.
extern const std::string hidden;

std::string request(std::string_view method, std::string_view target, std::string_view fields = {},
                    std::string_view body = {});
std::string get(std::string_view target, std::string_view fields = {});
// POST /echo, which answers with the body.
std::string echo(std::string_view fields, std::string_view body);
std::string sized(std::string_view content_length, std::string_view body = "hello");
std::string coded(std::string_view transfer_encoding);
std::string chunks(std::string_view body);

} // namespace costrel::inline v1::badinput
