#pragma once

#include <costrel/web/log.hpp>
