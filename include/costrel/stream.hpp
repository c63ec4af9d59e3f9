#pragma once

#include <costrel/web/stream.hpp>
