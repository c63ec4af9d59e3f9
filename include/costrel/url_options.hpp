#pragma once

#include <costrel/web/url_options.hpp>
