#include "stores/redis/redis_link.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using Code = StoreError::Code;
using detail::Direction;

} // namespace

RedisLink::RedisLink(std::shared_ptr<const RedisLogin> login, std::string host, Addresses addresses)
    : login_(std::move(login)), host_(std::move(host)), addresses_(std::move(addresses))
{
}

RedisLink::~RedisLink()
{
    close();
}

void RedisLink::close() noexcept
{
    if (socket_ >= 0)
        ::close(std::exchange(socket_, -1));
    tls_.reset();
    is_connected_ = has_shaken_hands_ = false;
    greetings_ = 0;
    out_.clear();
    cipher_.clear();
    sent_ = cipher_sent_ = 0;
    reader_ = {};
}

void RedisLink::open()
{
    untried_ = addresses_.now();
    if (!connect_to_next())
        fail({Code::unavailable, "no connection to Redis"});
}

// Begins to connect to the first address that is left. False when none is.
bool RedisLink::connect_to_next()
{
    while (!untried_.empty()) {
        const Address address = untried_.front();
        untried_.erase(untried_.begin());
        about_to_close();
        close();
        socket_ =
            ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (socket_ < 0)
            continue;
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address.storage), address.size) ==
                0 ||
            errno == EINPROGRESS)
            return true;
    }
    addresses_.renew();
    return false;
}

Direction RedisLink::go_on_opening()
{
    while (!is_connected_) {
        pollfd polled{socket_, POLLOUT, 0};
        if (::poll(&polled, 1, 0) == 0)
            return Direction::writing;
        int error = 0;
        socklen_t size = sizeof(error);
        if (::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) {
            is_connected_ = true;
            if (login_->tls)
                tls_.emplace(*login_->tls, host_);
            else
                greet();
        } else if (!connect_to_next()) {
            fail({Code::unavailable, "no connection to Redis"});
            return Direction::none;
        }
    }
    if (tls_ && !has_shaken_hands_ && !shake_hands())
        return Direction::none;
    return state() == State::opening ? transfer() : Direction::none;
}

// As far as it goes. False when it failed.
bool RedisLink::shake_hands()
{
    switch (tls_->shake_hands()) {
    case TlsClient::Step::needs_more:
        return true;
    case TlsClient::Step::failed:
        tls_->take_to_send(cipher_); // why, for the server, if it is still there
        (void)::send(socket_, cipher_.data(), cipher_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
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
            resp::write_command(out_, {"AUTH", login_->password});
        else
            resp::write_command(out_, {"AUTH", login_->username, login_->password});
        ++greetings_;
    }
    if (login_->database != 0) {
        resp::write_command(out_, {"SELECT", std::to_string(login_->database)});
        ++greetings_;
    }
    // By TLS 1.3 a server that wants a certificate says so after the handshake.
    if (greetings_ == 0 && tls_) {
        resp::write_command(out_, {"PING"});
        ++greetings_;
    }
    if (greetings_ == 0)
        opened();
}

void RedisLink::send(Request& request)
{
    out_ += static_cast<RedisCommand&>(request).bytes;
}

Direction RedisLink::transfer()
{
    // What is replied may open the connection, and the next step sends the rest.
    if (!send_some() || !receive_some())
        return Direction::none;
    if (tls_ && !send_some()) // TLS may have something to say to what came
        return Direction::none;
    return out_.empty() && cipher_.empty() ? Direction::reading : Direction::both;
}

// False when the connection failed.
bool RedisLink::send_some()
{
    if (!tls_)
        return send_all(out_, sent_);
    if (has_shaken_hands_ && !out_.empty()) {
        if (tls_->write(out_) != TlsClient::Step::done) {
            fail_by_tls();
            return false;
        }
        out_.clear();
    }
    tls_->take_to_send(cipher_);
    return send_all(cipher_, cipher_sent_);
}

// Sends what it can of `bytes` from `at` on. False when the connection failed.
bool RedisLink::send_all(std::string& bytes, std::size_t& at)
{
    while (at < bytes.size()) {
        const ssize_t count =
            ::send(socket_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return true;
        if (count < 0) {
            fail({Code::broken, "the connection to Redis broke"});
            return false;
        }
        at += static_cast<std::size_t>(count);
    }
    bytes.clear();
    at = 0;
    return true;
}

bool RedisLink::receive_some()
{
    std::array<char, 16 * 1024> bytes;
    for (;;) {
        const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return true;
        if (count <= 0) {
            fail({state() == State::open ? Code::broken : Code::unavailable,
                  "Redis closed the connection"});
            return false;
        }
        if (!take({bytes.data(), static_cast<std::size_t>(count)}))
            return false;
        // What fills less is all there was.
        if (static_cast<std::size_t>(count) < bytes.size())
            return true;
    }
}

// False when the connection failed, or what came said that it is of no use.
bool RedisLink::take(std::string_view received)
{
    if (!tls_) {
        reader_.feed(received);
        take_replies();
        return socket_ >= 0;
    }
    if (!tls_->feed(received)) {
        fail({Code::broken, "there is no memory for what Redis replied"});
        return false;
    }
    if (!has_shaken_hands_ && !shake_hands())
        return false;
    std::array<char, 16 * 1024> room;
    std::string_view text;
    while (has_shaken_hands_) {
        const TlsClient::Step step = tls_->read(room, text);
        if (step == TlsClient::Step::needs_more)
            return true;
        if (step == TlsClient::Step::failed) {
            fail_by_tls();
            return false;
        }
        reader_.feed(text);
        take_replies();
        if (socket_ < 0)
            return false;
    }
    return true;
}

void RedisLink::take_replies()
{
    while (auto reply = reader_.next()) {
        if (reply->type == resp::Reply::Type::push) // nobody subscribed to anything
            continue;
        if (greetings_ > 0) {
            take_greeting(*reply);
            if (socket_ < 0)
                return;
        } else if (!has_place()) {
            fail({Code::corrupt, "Redis replied to what nobody asked"});
            return;
        } else {
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
    } else if (--greetings_ == 0) {
        opened();
    }
}

bool RedisLink::is_alive() noexcept
{
    char byte;
    const ssize_t count = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EINTR);
}

} // namespace costrel::inline v1::stores
