#pragma once

#include <costrel/web/secure_filename.hpp>
