#pragma once

#include <costrel/encoding/http_date.hpp>
