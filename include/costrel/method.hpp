#pragma once

#include <costrel/web/method.hpp>
