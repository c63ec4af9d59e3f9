#pragma once

#include "app/dispatcher.hpp"

#include <costrel/costrel.hpp>

namespace costrel::inline v1::badinput {

// An application with a route for each thing that a program does with what was sent to it.
class Application : public App {
public:
    Application();

    http::Responder& responder() noexcept { return dispatcher_; }
    // The answer to one request, when no socket is there.
    Response respond(const http::Message& message);

private:
    Dispatcher dispatcher_;
};

} // namespace costrel::inline v1::badinput
