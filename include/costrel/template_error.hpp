#pragma once

#include <costrel/web/template_error.hpp>
