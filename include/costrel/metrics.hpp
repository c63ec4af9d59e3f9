#pragma once

#include <costrel/web/metrics.hpp>
