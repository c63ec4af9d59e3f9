#pragma once

#include <costrel/web/request.hpp>
