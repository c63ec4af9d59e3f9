#include "stores/fake_postgres.hpp"

#include "stores/postgresql/statement.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

std::string big_endian(std::size_t number, int bytes)
{
    std::string text;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        text += static_cast<char>(number >> shift);
    return text;
}

std::size_t number_at(std::string_view text)
{
    std::size_t number = 0;
    for (const char byte : text.substr(0, 4))
        number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

// Up to NUL.
std::string take_text(std::string_view& body)
{
    std::string text(body.substr(0, body.find('\0')));
    body.remove_prefix(std::min(body.size(), text.size() + 1));
    return text;
}

} // namespace

FakePostgres::FakePostgres(Answer answer, const char* address, std::uint16_t port)
    : answer_(std::move(answer)),
      server_([this](FakeServer::Connection connection) { serve(connection); }, address, port)
{
}

std::string FakePostgres::url(const std::string& host) const
{
    return "postgresql://shop@" + host + ":" + std::to_string(port()) +
           "/shop?sslmode=disable&gssencmode=disable";
}

void FakePostgres::set_answer(Answer answer)
{
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
}

void FakePostgres::set_flood(std::string flood)
{
    const std::lock_guard lock(mutex_);
    flood_ = std::move(flood);
}

std::string FakePostgres::message(char type, std::string_view body)
{
    return type + big_endian(body.size() + 4, 4) + std::string(body);
}

std::string FakePostgres::columns_alone(std::size_t count)
{
    std::string described = big_endian(count, 2);
    for (std::size_t i = 0; i < count; ++i) // a name, and six numbers of which none is looked at
        described += std::string("x\0", 2) + std::string(18, '\0');
    return message('T', described);
}

std::string FakePostgres::row_alone(std::initializer_list<std::string_view> columns)
{
    std::string values = big_endian(columns.size(), 2);
    for (const std::string_view value : columns)
        values += big_endian(value.size(), 4) + std::string(value);
    return message('D', values);
}

std::string FakePostgres::done(std::string_view tag)
{
    return message('C', std::string(tag) + '\0');
}

std::string FakePostgres::row(std::initializer_list<std::string_view> columns)
{
    return columns_alone(columns.size()) + row_alone(columns) + done();
}

std::string FakePostgres::error(std::string_view sql_state)
{
    return message('E', "SERROR" + std::string(1, '\0') + "C" + std::string(sql_state) +
                            std::string("\0Mno\0\0", 6));
}

std::string FakePostgres::reply(const std::string& sql)
{
    if (answer_)
        if (auto told = answer_(sql))
            return *std::move(told);
    if (sql.starts_with("select string_agg(attname"))
        return row({postgres_columns(), "t"});
    if (sql.starts_with("select"))
        return columns_alone(1) + done("SELECT 0");
    return message('n') + done("INSERT 0 0");
}

void FakePostgres::serve(FakeServer::Connection connection)
{
    const std::string size = connection.receive_all(4);
    if (size.empty() || connection.receive_all(number_at(size) - 4).empty())
        return;
    connection.send(message('R', big_endian(0, 4)));
    connection.send(message('Z', "I"));
    std::map<std::string, std::string> statements;
    std::string sql; // of the portal
    for (;;) {
        const std::string head = connection.receive_all(5);
        if (head.empty() || head[0] == 'X')
            return;
        const std::string whole = connection.receive_all(number_at(head.substr(1)) - 4);
        std::string_view body = whole;
        std::string out;
        if (head[0] == 'P') {
            const std::string name = take_text(body);
            statements[name] = take_text(body);
            out = message('1');
        } else if (head[0] == 'B') {
            take_text(body);
            sql = statements[take_text(body)];
            out = message('2');
        } else if (head[0] == 'E' || head[0] == 'Q') {
            const std::string text = head[0] == 'Q' ? take_text(body) : sql;
            std::string flood;
            {
                const std::lock_guard lock(mutex_);
                flood = flood_;
                out = reply(text);
            }
            while (!flood.empty())
                if (!connection.send(std::exchange(out, {}) + flood))
                    return;
            if (head[0] == 'Q')
                out += message('Z', "I");
        } else if (head[0] == 'S') {
            out = message('Z', "I");
        }
        if (!connection.send(out))
            return;
    }
}

} // namespace costrel::inline v1::stores
