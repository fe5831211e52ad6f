# `cmake --install build/release --prefix DIR`: the command, the library, its headers, a CMake package.
