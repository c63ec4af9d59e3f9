// With this file the login application can keep its sessions in a Redis: COSTREL_SESSION_STORE.
#include <costrel/stores/redis.hpp>
