/* A system without random bytes: getrandom fails, and the devices are not there. Preloaded into the
 * application by tests/faults/shortage.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>

int getentropy(void* buffer, size_t length)
{
    (void)buffer;
    (void)length;
    errno = EIO;
    return -1;
}

ssize_t getrandom(void* buffer, size_t length, unsigned flags)
{
    (void)buffer;
    (void)length;
    (void)flags;
    errno = EIO;
    return -1;
}

static int is_random_device(const char* path)
{
    return strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0 ||
           strcmp(path, "/dev/hwrng") == 0 || strcmp(path, "/dev/srandom") == 0;
}

static int open_with(const char* name, const char* path, int flags, int mode)
{
    int (*real)(const char*, int, ...) = (int (*)(const char*, int, ...))dlsym(RTLD_NEXT, name);
    if (is_random_device(path)) {
        errno = ENOENT;
        return -1;
    }
    return real(path, flags, mode);
}

int open(const char* path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const int mode = va_arg(more, int);
    va_end(more);
    return open_with("open", path, flags, mode);
}

int open64(const char* path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const int mode = va_arg(more, int);
    va_end(more);
    return open_with("open64", path, flags, mode);
}
