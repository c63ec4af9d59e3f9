#pragma once

#include <costrel/config.hpp>
#include <costrel/value.hpp>

namespace conformance {

/// A Flask configuration, as "flow" vectors have it.
costrel::Config flow_config(const costrel::Dict& config);

/// Rule: costrel refuses, when an application starts, what cannot work in Flask or what browsers
/// would not keep; Flask answers 500 later, or sends a cookie in vain.
bool is_refused_at_start(const costrel::Config& config);

} // namespace conformance
