#pragma once

#include <costrel/web/compress.hpp>
