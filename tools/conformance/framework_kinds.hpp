#pragma once

#include "kinds.hpp"

#include <costrel/interop/text_cookie.hpp>
#include <costrel/session/record_format.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// Vectors of the sessions of other frameworks: "kind" names the framework, "op" is write, read or
// verify, "config" what the site has in its settings.
namespace conformance {

Outcome check_framework(const costrel::Dict& vector);

// framework_config.cpp: what a kind and its configuration are to costrel; one of them is there.
struct Framework {
    std::shared_ptr<const costrel::SessionFormat> session{};
    std::shared_ptr<const costrel::RecordFormat> record{};
    std::shared_ptr<const costrel::interop::TextCookie> text{};
};
Framework framework_of(const costrel::Dict& vector);
std::string random_of(const costrel::Dict& vector); // what the real writer drew, as save() takes it

// framework_read.cpp: what costrel reads in the header or record of a vector.
struct ReadBack {
    std::optional<costrel::Value> value{}; // nothing: no session
    std::string content{};                 // what was authentic
};
ReadBack read_back(const costrel::Dict& vector, std::string_view header);
Outcome check_framework_read(const costrel::Dict& vector);

// framework_write.cpp
Outcome check_framework_write(const costrel::Dict& vector);

// framework_value.cpp
/// Whether both are equal as JSON: 1 and 1.0 are. `got` may hold what JSON has no word for, which
/// `want` has tagged.
bool same_value(const costrel::Value& want, const costrel::Value& got);
/// The value as the framework itself keeps it: a double without a fraction is an integer to
/// JavaScript, an empty dict a list to PHP.
costrel::Value as_kept(std::string_view kind, const costrel::Dict& vector, costrel::Value value);

// framework_rules.cpp
/// Why costrel gives no session where the framework gives one, by rule; empty: it should have.
std::string_view stricter(const costrel::Dict& vector, const ReadBack& got);
/// The Cookie fields that hold one of several cookies of the same name, in their order; empty when
/// no name stands twice.
std::vector<std::string> one_of_each(const costrel::Dict& vector);

} // namespace conformance
