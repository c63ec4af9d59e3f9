#include "net/tls/socket_bio.hpp"

#include <cerrno>
#include <cstdint>
#include <new>
#include <sys/socket.h>

namespace costrel::inline v1::net {

namespace {

constexpr int pieces_a_turn = 8;

struct State {
    std::int32_t descriptor;
    std::int16_t pieces; // left in this turn
    bool is_drained;
};

State& state_of(BIO* bio) noexcept
{
    return *static_cast<State*>(BIO_get_data(bio));
}

bool would_block() noexcept
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

int read(BIO* bio, char* data, int size)
{
    BIO_clear_retry_flags(bio);
    State& state = state_of(bio);
    if (state.pieces == 0) {
        begin_turn(bio);
        BIO_set_retry_read(bio);
        return -1;
    }
    --state.pieces;
    const ssize_t count =
        ::recv(state.descriptor, data, static_cast<std::size_t>(size), MSG_DONTWAIT);
    state.is_drained = count < size;
    if (count < 0 && would_block())
        BIO_set_retry_read(bio);
    if (count == 0)
        BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(count);
}

int write(BIO* bio, const char* data, int size)
{
    BIO_clear_retry_flags(bio);
    const ssize_t count = ::send(state_of(bio).descriptor, data, static_cast<std::size_t>(size),
                                 MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && would_block())
        BIO_set_retry_write(bio);
    return static_cast<int>(count);
}

long control(BIO* bio, int command, long, void*)
{
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1;
    case BIO_CTRL_EOF:
        return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    case BIO_C_GET_FD:
        return state_of(bio).descriptor;
    default:
        return 0;
    }
}

int destroy(BIO* bio)
{
    delete static_cast<State*>(BIO_get_data(bio));
    return 1;
}

BIO_METHOD* make_method()
{
    BIO_METHOD* const method =
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "costrel socket");
    if (!method)
        throw std::bad_alloc();
    BIO_meth_set_read(method, read);
    BIO_meth_set_write(method, write);
    BIO_meth_set_ctrl(method, control);
    BIO_meth_set_destroy(method, destroy);
    return method;
}

} // namespace

BIO* new_socket_bio(int descriptor)
{
    static BIO_METHOD* const method = make_method(); // as long as the process
    BIO* const bio = BIO_new(method);
    if (!bio)
        throw std::bad_alloc();
    BIO_set_data(bio, new (std::nothrow) State{descriptor, 0, false});
    if (!BIO_get_data(bio)) {
        BIO_free(bio);
        throw std::bad_alloc();
    }
    BIO_set_init(bio, 1);
    return bio;
}

void begin_turn(BIO* bio) noexcept
{
    state_of(bio).pieces = pieces_a_turn;
    state_of(bio).is_drained = false; // more may have come since the last read
}

bool is_drained(BIO* bio) noexcept
{
    return state_of(bio).is_drained;
}

} // namespace costrel::inline v1::net
