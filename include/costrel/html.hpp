#pragma once

#include <costrel/encoding/html.hpp>
