#pragma once

#include <costrel/web/template_fields.hpp>
