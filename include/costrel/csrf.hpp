#pragma once

#include <costrel/web/csrf.hpp>
