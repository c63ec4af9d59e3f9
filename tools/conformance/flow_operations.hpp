#pragma once

#include <costrel/session.hpp>
#include <costrel/value.hpp>

#include <string>

namespace conformance {

/// Does one operation of a "flow" vector, such as ["set", "a", "1"], and gives what came of it as
/// that vector's "results" write it: {"ok": "…"} or {"raise": …}.
costrel::Dict do_operation(costrel::Session& session, const costrel::List& operation);

} // namespace conformance
