# What Dragoman is built from. Everything here is a package of Debian 12; LibTorch may also be one
# that the user unpacked (-DCMAKE_PREFIX_PATH=/path/to/libtorch).
find_package(Torch REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(highway REQUIRED IMPORTED_TARGET libhwy)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)

# Torch's own targets bring their headers as SYSTEM, so warnings stay about our code.
set(DRAGOMAN_PUBLIC_PACKAGES torch spdlog::spdlog nlohmann_json::nlohmann_json Threads::Threads)
set(DRAGOMAN_PRIVATE_PACKAGES tomlplusplus::tomlplusplus OpenMP::OpenMP_CXX ZLIB::ZLIB PkgConfig::highway PkgConfig::utf8proc ${CMAKE_DL_LIBS})
# Optional: without oneDNN the products of training are LibTorch's, slower and in fp32 only. Its own package
# file is not asked: Debian's requires OpenCL's headers, which nothing here uses, and fails where they are missing.
find_library(DRAGOMAN_ONEDNN NAMES dnnl)
find_path(DRAGOMAN_ONEDNN_HEADERS NAMES dnnl.hpp)
if(DRAGOMAN_ONEDNN AND DRAGOMAN_ONEDNN_HEADERS)
  list(APPEND DRAGOMAN_PRIVATE_PACKAGES ${DRAGOMAN_ONEDNN})
endif()

set(DRAGOMAN_OPTIONS -Wall -Wextra -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these inside the standard library and LibTorch once they are inlined into our code.
  list(APPEND DRAGOMAN_OPTIONS -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()

# Square roots without errno vectorise; every result stays the same.
list(APPEND DRAGOMAN_OPTIONS -fno-math-errno)

if(DRAGOMAN_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
