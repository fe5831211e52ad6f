# Optional: without oneDNN the products of training are LibTorch's, slower and in fp32 only. Its own package
# file is not asked: Debian's requires OpenCL's headers, which nothing here uses, and fails where they are missing.
find_library(DRAGOMAN_ONEDNN NAMES dnnl)
find_path(DRAGOMAN_ONEDNN_HEADERS NAMES dnnl.hpp)
if(NOT DRAGOMAN_ONEDNN OR NOT DRAGOMAN_ONEDNN_HEADERS)
  target_sources(dragoman PRIVATE src/kernels/without_onednn.cpp)
  return()
endif()

# The module that calls oneDNN; src/kernels/onednn_library.h says why it is one.
add_library(dragoman_onednn MODULE src/kernels/onednn/module.cpp)
set_target_properties(dragoman_onednn PROPERTIES CXX_VISIBILITY_PRESET hidden)
target_include_directories(dragoman_onednn PRIVATE src)
target_include_directories(dragoman_onednn SYSTEM PRIVATE ${DRAGOMAN_ONEDNN_HEADERS})
target_compile_options(dragoman_onednn PRIVATE ${DRAGOMAN_OPTIONS})
# Its threads are the program's: it calls no OpenMP itself, but oneDNN finds the one that stands first here.
target_link_libraries(dragoman_onednn PRIVATE -Wl,--no-as-needed OpenMP::OpenMP_CXX ${DRAGOMAN_ONEDNN})
if(DRAGOMAN_SANITIZE)
  target_compile_options(dragoman_onednn PRIVATE -fno-sanitize=all)
  target_link_options(dragoman_onednn PRIVATE -fno-sanitize=all)
endif()
install(TARGETS dragoman_onednn LIBRARY DESTINATION ${module_directory})

target_sources(dragoman PRIVATE src/kernels/onednn.cpp)
add_dependencies(dragoman dragoman_onednn)

# The loader finds it by the RPATH of the program: here that of every program of the build tree, of the
# installed command, whose prefix may be moved, and of programs that link the installed library.
file(RELATIVE_PATH module_from_program /prefix/${CMAKE_INSTALL_BINDIR} /prefix/${module_directory})
list(APPEND CMAKE_BUILD_RPATH ${CMAKE_CURRENT_BINARY_DIR})
list(APPEND CMAKE_INSTALL_RPATH "\$ORIGIN/${module_from_program}")
target_link_options(dragoman INTERFACE
  "$<INSTALL_INTERFACE:LINKER:-rpath,$<INSTALL_PREFIX>/${module_directory}>")
