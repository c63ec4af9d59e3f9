#pragma once

#include <costrel/web/app.hpp>
