#pragma once

#include <costrel/web/static_files.hpp>
