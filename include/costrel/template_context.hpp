#pragma once

#include <costrel/web/template_context.hpp>
