# A toolchain file: programs of a big-endian machine, s390x, which qemu runs here. Debian has the compiler, and
# `script/setup s390x` has put the archives that they are linked with into build/s390x-libraries.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(CMAKE_CXX_COMPILER s390x-linux-gnu-g++)
set(CMAKE_C_COMPILER s390x-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-s390x)

cmake_path(SET root NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../build/s390x-libraries/usr)
# Nothing is looked for on this machine.
set(CMAKE_FIND_ROOT_PATH ${root})
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_LIBRARY_ARCHITECTURE s390x-linux-gnu)
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(OPENSSL_USE_STATIC_LIBS ON)
set(ZLIB_USE_STATIC_LIBS ON)
set(CMAKE_C_FLAGS_INIT "-isystem ${root}/include/s390x-linux-gnu")
set(CMAKE_CXX_FLAGS_INIT "-isystem ${root}/include/s390x-linux-gnu")
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
