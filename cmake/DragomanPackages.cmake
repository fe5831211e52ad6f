# What Dragoman is built from. Everything here is a package of Debian 12 and 13; LibTorch may also be one of a
# Python wheel or an unpacked archive (scripts/build.sh --torch, which says -DCMAKE_PREFIX_PATH=/path/to/libtorch).

# For a LibTorch with CUDA, which asks for it and else looks at this machine's GPU: Ampere, Hopper, and what is newer.
if(NOT DEFINED TORCH_CUDA_ARCH_LIST AND NOT DEFINED ENV{TORCH_CUDA_ARCH_LIST})
  set(TORCH_CUDA_ARCH_LIST "8.0;9.0+PTX")
endif()
find_package(Torch REQUIRED)
cmake_path(IS_PREFIX TORCH_INSTALL_PREFIX "${TORCH_LIBRARY}" NORMALIZE torch_is_whole)
if(NOT torch_is_whole)
  message(FATAL_ERROR "LibTorch is at ${TORCH_INSTALL_PREFIX}, but CMake took ${TORCH_LIBRARY}: "
    "configure a fresh folder with -DCMAKE_PREFIX_PATH=${TORCH_INSTALL_PREFIX}")
endif()
if(TORCH_CXX_FLAGS MATCHES "_GLIBCXX_USE_CXX11_ABI=0")
  message(FATAL_ERROR "LibTorch ${Torch_VERSION} at ${TORCH_INSTALL_PREFIX} has GCC's old strings, unlike every other "
    "library here: take a wheel of version 2.7 or newer, or an archive named libtorch-cxx11-abi")
endif()
message(STATUS "LibTorch ${Torch_VERSION} at ${TORCH_INSTALL_PREFIX}")

# A wheel's libtorch carries parts of a C++ library of its own, whose std::filesystem leads nowhere: the system's must be
# found before it.
if(NOT TORCH_INSTALL_PREFIX IN_LIST CMAKE_SYSTEM_PREFIX_PATH)
  add_link_options(-Wl,--push-state,--no-as-needed,-lstdc++,--pop-state)
endif()

# A LibTorch in a folder of its own brings an OpenMP, which then is everybody's; nothing else is to be found there.
if(NOT TORCH_INSTALL_PREFIX IN_LIST CMAKE_SYSTEM_PREFIX_PATH)
  set(torch_is_apart TRUE)
  list(APPEND CMAKE_IGNORE_PREFIX_PATH ${TORCH_INSTALL_PREFIX})
  file(GLOB torch_openmp ${TORCH_INSTALL_PREFIX}/lib/libgomp*.so* ${TORCH_INSTALL_PREFIX}/../torch.libs/libgomp*.so*)
  if(torch_openmp)
    list(GET torch_openmp 0 OpenMP_gomp_LIBRARY)
  endif()
endif()
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
# Such a LibTorch also brings fmt's headers, of another version than is linked, and its folder is searched before
# the system's. A folder before both leads to the right ones.
if(torch_is_apart)
  get_target_property(fmt_headers fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
  set(right_headers ${CMAKE_CURRENT_BINARY_DIR}/right_headers)
  file(MAKE_DIRECTORY ${right_headers})
  file(CREATE_LINK ${fmt_headers}/fmt ${right_headers}/fmt SYMBOLIC)
  set_property(TARGET torch PROPERTY INTERFACE_INCLUDE_DIRECTORIES ${right_headers} ${TORCH_INCLUDE_DIRS})
endif()

set(DRAGOMAN_OPTIONS -Wall -Wextra -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these inside the standard library and LibTorch once they are inlined into our code.
  list(APPEND DRAGOMAN_OPTIONS -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()

# Square roots without errno vectorise; every result stays the same.
list(APPEND DRAGOMAN_OPTIONS -fno-math-errno)
