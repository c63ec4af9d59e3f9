#pragma once

#include <costrel/signing/password.hpp>
