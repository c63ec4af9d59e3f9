#pragma once

#include <costrel/session/observer.hpp>
