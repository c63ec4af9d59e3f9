#pragma once

#include <costrel/web/template.hpp>
