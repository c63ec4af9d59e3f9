#pragma once

#include <costrel/session/session.hpp>
