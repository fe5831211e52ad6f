# What the command is built from besides the library; a program that uses the installed library needs none of it.
find_package(CLI11 REQUIRED)
pkg_check_modules(libedit REQUIRED IMPORTED_TARGET libedit)
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)
set(DRAGOMAN_COMMAND_PACKAGES CLI11::CLI11 PkgConfig::libedit)
# Optional: buffers of ever other sizes leave glibc's heap full of holes, and only jemalloc puts them on huge pages.
find_library(DRAGOMAN_JEMALLOC NAMES jemalloc libjemalloc.so.2)
if(DRAGOMAN_JEMALLOC AND NOT DRAGOMAN_SANITIZE AND NOT DRAGOMAN_SANITIZE_THREADS)
  list(APPEND DRAGOMAN_COMMAND_PACKAGES -Wl,--no-as-needed ${DRAGOMAN_JEMALLOC} -Wl,--as-needed)
endif()
