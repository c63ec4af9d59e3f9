#pragma once

#include <libpq-fe.h>
#include <memory>
#include <string>

namespace costrel::inline v1::stores {

struct ClearResult {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

// Forgets what was told to those who listen, which libpq keeps until it is asked for. Whether there
// was any.
inline bool drop_notices(PGconn& connection) noexcept
{
    bool has_come = false;
    while (PGnotify* const notice = PQnotifies(&connection)) {
        PQfreemem(notice);
        has_come = true;
    }
    return has_come;
}

// The code of an error; empty: there is none.
inline std::string sql_state_of(const PGresult& result)
{
    const char* const state = PQresultErrorField(&result, PG_DIAG_SQLSTATE);
    return state ? state : "";
}

// Of one that copies libpq gives the same result again and again.
inline bool is_copy(ExecStatusType status) noexcept
{
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

} // namespace costrel::inline v1::stores
