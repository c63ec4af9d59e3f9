#pragma once

namespace costrel::inline v1::stores {

// What must not be carried into a forked process: SQLite's connections know locks that only the
// parent has.
class Forked {
public:
    virtual void before_fork() noexcept = 0; // in the thread that forks
    virtual void after_fork_in_parent() noexcept = 0;
    virtual void after_fork_in_child() noexcept = 0; // there is no other thread

protected:
    ~Forked() = default;
};

// Calls those of `one` around each fork() while it lives.
class ForkWatch {
public:
    explicit ForkWatch(Forked& one);
    ForkWatch(const ForkWatch&) = delete;
    ForkWatch& operator=(const ForkWatch&) = delete;
    ~ForkWatch();

private:
    Forked& one_;
};

} // namespace costrel::inline v1::stores
