#pragma once

#include <costrel/web/multidict.hpp>
