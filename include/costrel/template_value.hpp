#pragma once

#include <costrel/web/template_value.hpp>
