#include "stores/redis/redis_link.hpp"

#include <array>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using Code = StoreError::Code;

// Redis 6.2 says so of a script in other words.
bool is_of_replica(const resp::Reply& reply)
{
    return reply.is_error("READONLY") || reply.is_error("MASTERDOWN") ||
           (reply.is_error("ERR Error running script") &&
            reply.text.find(" -READONLY ") != std::string::npos);
}

} // namespace

RedisLink::RedisLink(std::shared_ptr<const RedisLogin> login, std::string host, Addresses addresses)
    : SocketLink("Redis", std::move(addresses)), login_(std::move(login)), host_(std::move(host))
{
}

void RedisLink::reset() noexcept
{
    tls_.reset();
    has_shaken_hands_ = false;
    greetings_ = 0;
    plain_.clear();
    reader_ = {};
}

void RedisLink::connected()
{
    if (login_->tls)
        tls_.emplace(*login_->tls, host_);
    else
        greet();
}

// As far as it goes. False when it failed.
bool RedisLink::shake_hands()
{
    switch (tls_->shake_hands()) {
    case TlsClient::Step::needs_more:
        return true;
    case TlsClient::Step::failed:
        tls_->take_to_send(output()); // why, for the server, if it is still there
        send_last();
        fail_by_tls();
        return false;
    case TlsClient::Step::done:
        break;
    }
    has_shaken_hands_ = true;
    greet();
    return true;
}

// While the connection is opened nothing was asked, and nothing is in doubt.
void RedisLink::fail_by_tls()
{
    StoreError error = tls_->error();
    if (state() != State::open && error.code == Code::broken)
        error.code = Code::unavailable;
    fail(std::move(error));
}

// As whom we come, and where we want to be. Nothing is asked before that is replied to.
void RedisLink::greet()
{
    if (!login_->password.empty() || !login_->username.empty()) {
        if (login_->username.empty())
            resp::write_command(text(), {"AUTH", login_->password});
        else
            resp::write_command(text(), {"AUTH", login_->username, login_->password});
        ++greetings_;
    }
    if (login_->database != 0) {
        resp::write_command(text(), {"SELECT", std::to_string(login_->database)});
        ++greetings_;
    }
    if (login_->must_be_primary) {
        resp::write_command(text(), {"ROLE"});
        ++greetings_;
    }
    // By TLS 1.3 a server that wants a certificate says so after the handshake.
    if (greetings_ == 0 && tls_) {
        resp::write_command(text(), {"PING"});
        ++greetings_;
    }
    if (greetings_ == 0)
        opened();
}

void RedisLink::send(Request& request)
{
    text() += static_cast<RedisCommand&>(request).bytes;
}

bool RedisLink::about_to_send()
{
    if (!tls_)
        return true;
    if (!has_shaken_hands_ && !shake_hands())
        return false;
    if (has_shaken_hands_ && !plain_.empty()) {
        if (tls_->write(plain_) != TlsClient::Step::done) {
            fail_by_tls();
            return false;
        }
        plain_.clear();
    }
    tls_->take_to_send(output());
    return true;
}

// False when the connection failed, or what came said that it is of no use.
bool RedisLink::take(std::string_view received)
{
    if (!tls_) {
        reader_.feed(received);
        take_replies();
        return has_socket();
    }
    if (!tls_->feed(received)) {
        fail({Code::broken, "there is no memory for what Redis replied"});
        return false;
    }
    if (!has_shaken_hands_ && !shake_hands())
        return false;
    std::array<char, 16 * 1024> room;
    std::string_view plain;
    while (has_shaken_hands_) {
        const TlsClient::Step step = tls_->read(room, plain);
        if (step == TlsClient::Step::needs_more)
            return true;
        if (step == TlsClient::Step::failed) {
            fail_by_tls();
            return false;
        }
        reader_.feed(plain);
        take_replies();
        if (!has_socket())
            return false;
    }
    return true;
}

void RedisLink::take_replies()
{
    while (auto reply = reader_.next()) {
        if (reply->type == resp::Reply::Type::push) { // which RESP 2 does not have
            fail({Code::corrupt, "Redis sent what nobody asked for"});
            return;
        }
        if (greetings_ > 0) {
            take_greeting(*reply);
            if (!has_socket())
                return;
        } else if (!has_place()) {
            fail({Code::corrupt, "Redis replied to what nobody asked"});
            return;
        } else {
            if (is_of_replica(*reply)) // it does not close the connections that it had as a primary
                leave();
            if (Request* const request = next_place())
                static_cast<RedisCommand&>(*request).take(*std::move(reply));
            replied();
        }
    }
    if (reader_.is_corrupt())
        fail({Code::corrupt, "Redis sent what is not its protocol"});
}

void RedisLink::take_greeting(const resp::Reply& reply)
{
    if (reply.type == resp::Reply::Type::error) {
        StoreError error = error_of(reply);
        if (error.code == Code::corrupt) // "ERR AUTH called without any password configured", say
            error.code = Code::denied;
        fail(std::move(error));
    } else if (greetings_ == 1 && login_->must_be_primary &&
               (reply.items.empty() || reply.items[0].text != "master")) {
        fail({Code::unavailable, "the Redis that the sentinels name is not a primary yet"});
    } else if (--greetings_ == 0) {
        opened();
    }
}

} // namespace costrel::inline v1::stores
