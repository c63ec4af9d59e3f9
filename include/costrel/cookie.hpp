#pragma once

#include <costrel/encoding/cookie.hpp>
