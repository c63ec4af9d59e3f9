#pragma once

#include <costrel/web/response.hpp>
