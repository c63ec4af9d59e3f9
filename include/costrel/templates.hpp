#pragma once

#include <costrel/web/templates.hpp>
