#pragma once

#include <costrel/web/router.hpp>
