#include "session/ended_line.hpp"
#include "stores/postgresql/conversation.hpp"

#include <costrel/stores/postgresql_feed.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1 {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using stores::Conversation;

constexpr milliseconds longest_silence{1'000};
constexpr milliseconds patience{3'000};
// Of the lines that there are: some two million.
constexpr std::size_t most_bytes = std::size_t{256} * 1024 * 1024;

Deadline in(milliseconds time)
{
    return steady_clock::now() + time;
}

std::string name_of(const std::string& table)
{
    return table.substr(table.find('.') + 1);
}

// Of texts without quotes and backslashes, which lines are; others are left out.
std::string array_of(std::span<const std::string> texts)
{
    std::string array = "{";
    for (const std::string& text : texts)
        array.append(array.size() > 1 ? ",\"" : "\"").append(text).append("\"");
    return array += '}';
}

std::vector<std::string> statements_of(std::string_view schema)
{
    std::vector<std::string> statements;
    for (std::size_t end = schema.find(';'); end != schema.npos; end = schema.find(';')) {
        statements.emplace_back(schema.substr(0, end));
        schema.remove_prefix(end + 1);
    }
    return statements;
}

class PostgresFeed final : public RevocationFeed {
public:
    explicit PostgresFeed(const stores::PostgresEndpoint& endpoint)
        : table_(endpoint.table), appending_(endpoint), fetching_(endpoint)
    {
    }

    void append(std::string_view line) override { append_all(std::array{std::string(line)}); }
    void append_all(std::span<const std::string> lines) override
    {
        const Deadline deadline = in(patience);
        if (!appending_.is_open()) {
            open(appending_, deadline);
            // An end waits for the disk, whatever else does.
            appending_.ask("select set_config('synchronous_commit', 'on', false) "
                           "where current_setting('synchronous_commit') = 'off'",
                           {}, deadline);
        }
        std::vector<std::string> needed_until;
        for (const std::string& text : lines) {
            const auto line = session::EndedLine::read(text);
            needed_until.push_back(
                std::to_string(line ? line->needed_until().time_since_epoch().count() : 0));
        }
        const std::vector<std::string> parameters{array_of(lines), array_of(needed_until),
                                                  name_of(table_)};
        appending_.ask("with told as (insert into " + table_ +
                           " (line, needed_until) select line, to_timestamp(needed_until) from "
                           "unnest($1::text[], $2::bigint[]) as lines (line, needed_until) "
                           "returning 1) select pg_notify($3, '') from told limit 1",
                       parameters, deadline);
        forget(deadline);
    }

    // What the snapshot of the last time did not see, so that none is missed that was begun before
    // it and committed after it. A server that took another one's place may count its transactions
    // anew: on another connection all are read.
    std::vector<std::string> fetch(std::string& cursor) override
    {
        const std::string seen = std::exchange(cursor, {});
        const bool is_new = !fetching_.is_open();
        if (is_new) {
            open(fetching_, in(patience));
            fetching_.ask("listen " + name_of(table_), {}, in(patience));
        } else if (!seen.empty() && !std::exchange(has_more_, false)) {
            fetching_.wait_for_notice(in(longest_silence));
        }
        std::string sql = "select pg_current_snapshot()::text union all select line from " + table_;
        std::vector<std::string> parameters;
        if (!is_new && !seen.empty()) {
            sql += " where told_by >= pg_snapshot_xmin($1::pg_snapshot) "
                   "and not pg_visible_in_snapshot(told_by, $1::pg_snapshot)";
            parameters.push_back(seen);
        }
        std::vector<std::string> lines;
        for (std::string& text :
             fetching_.ask(sql, parameters, in(is_new ? patience * 10 : patience), most_bytes))
            if (session::EndedLine::read(text))
                lines.push_back(std::move(text));
            else if (cursor.empty())
                cursor = std::move(text);
        has_more_ = lines.size() >= most_at_once; // perhaps, by now
        return lines;
    }
    bool waits() const noexcept override { return true; }

private:
    void open(Conversation& conversation, Deadline deadline) const
    {
        conversation.open(deadline);
        const auto found = conversation.ask("select to_regclass($1) is null", {table_}, deadline);
        if (found.empty() || found.front() != "t")
            return;
        try {
            for (const std::string& statement : statements_of(postgres_feed_schema(table_)))
                conversation.ask(statement, {}, deadline);
        } catch (const std::runtime_error&) { // another process may have been faster
            conversation.open(deadline);
        }
    }

    // Once an hour, of which an error is worth none.
    void forget(Deadline deadline)
    {
        if (steady_clock::now() < next_forgetting_)
            return;
        next_forgetting_ = steady_clock::now() + std::chrono::hours(1);
        appending_.ask("delete from " + table_ + " where needed_until < now()", {}, deadline);
    }

    const std::string table_;
    Conversation appending_; // of one thread,
    Conversation fetching_;  // and of the other
    bool has_more_ = false;
    Deadline next_forgetting_{};
};

} // namespace

std::unique_ptr<RevocationFeed> postgres_feed(PostgresFeedOptions options)
{
    return std::make_unique<PostgresFeed>(stores::postgres_endpoint(
        {.conninfo = std::move(options.conninfo), .table = std::move(options.table)}));
}

std::string postgres_feed_schema(const std::string& table)
{
    return "create table if not exists " + table +
           " (\n"
           "  line text not null, -- what ended\n"
           "  needed_until timestamptz not null,\n"
           "  told_by xid8 not null default pg_current_xact_id()\n"
           ");\n"
           "create index if not exists " +
           name_of(table) + "_told_by on " + table +
           " (told_by);\n"
           "create index if not exists " +
           name_of(table) + "_needed_until on " + table + " (needed_until);\n";
}

} // namespace costrel::inline v1
