#pragma once

// All of costrel: `#include <costrel/costrel.hpp>`.

#include <costrel/app.hpp>
#include <costrel/blueprint.hpp>
#include <costrel/config.hpp>
#include <costrel/csrf.hpp>
#include <costrel/errors.hpp>
#include <costrel/flash.hpp>
#include <costrel/html.hpp>
#include <costrel/method.hpp>
#include <costrel/request.hpp>
#include <costrel/response.hpp>
#include <costrel/session.hpp>
#include <costrel/task.hpp>
#include <costrel/value.hpp>
