#pragma once

#include "stores/postgresql/statement.hpp"

#include <costrel/session/framework_table.hpp>

namespace costrel::inline v1::stores {

// The statement of a kind for a table of another framework, with the parameters of that for our own
// table, but for two: the key and the record are texts, and replace() compares the record that was
// there instead of its version, which such a table does not have.
PostgresText framework_text(PostgresStatement::Kind kind, const FrameworkTable& table);

} // namespace costrel::inline v1::stores
