# Modules: code that calls a library of which LibTorch carries another version inside. They are opened at run time
# with their names kept apart (base/module.h).
set(module_directory ${CMAKE_INSTALL_LIBDIR}/dragoman)

# dragoman_module(NAME SOURCE LIBRARY...): the module libdragoman_NAME.so, installed and built with the command.
function(dragoman_module name source)
  add_library(dragoman_${name} MODULE ${source})
  set_target_properties(dragoman_${name} PROPERTIES PREFIX lib CXX_VISIBILITY_PRESET hidden NO_SONAME ON)
  target_include_directories(dragoman_${name} PRIVATE src ${CMAKE_CURRENT_SOURCE_DIR}/include)
  target_compile_options(dragoman_${name} PRIVATE ${DRAGOMAN_OPTIONS})
  target_link_libraries(dragoman_${name} PRIVATE ${ARGN})
  install(TARGETS dragoman_${name} LIBRARY DESTINATION ${module_directory} COMPONENT command)
  add_dependencies(dragoman dragoman_${name})
endfunction()

pkg_check_modules(sentencepiece REQUIRED IMPORTED_TARGET sentencepiece)
dragoman_module(sentencepiece src/text/sentencepiece/module.cpp PkgConfig::sentencepiece)
set_source_files_properties(src/text/sentencepiece_library.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)

# Optional: without oneDNN the products of training are LibTorch's, slower and in fp32 only. Its own package
# file is not asked: Debian's requires OpenCL's headers, which nothing here uses, and fails where they are missing.
find_library(DRAGOMAN_ONEDNN NAMES dnnl)
find_path(DRAGOMAN_ONEDNN_HEADERS NAMES dnnl.hpp)
if(DRAGOMAN_ONEDNN AND DRAGOMAN_ONEDNN_HEADERS)
  # Its threads are the program's: it calls no OpenMP itself, but oneDNN finds the one that stands first here.
  dragoman_module(onednn src/kernels/onednn/module.cpp
    -Wl,--no-as-needed OpenMP::OpenMP_CXX ${DRAGOMAN_ONEDNN})
  target_include_directories(dragoman_onednn SYSTEM PRIVATE ${DRAGOMAN_ONEDNN_HEADERS})
  target_sources(dragoman PRIVATE src/kernels/onednn.cpp)
  set_source_files_properties(src/kernels/onednn.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
else()
  target_sources(dragoman PRIVATE src/kernels/without_onednn.cpp)
  set_source_files_properties(src/kernels/without_onednn.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endif()

# The loader finds them by the RPATH of the program: here that of every program of the build tree, of the
# installed command, whose prefix may be moved, and of programs that link the installed library.
file(RELATIVE_PATH module_from_program /prefix/${CMAKE_INSTALL_BINDIR} /prefix/${module_directory})
list(APPEND CMAKE_BUILD_RPATH ${CMAKE_CURRENT_BINARY_DIR})
list(APPEND CMAKE_INSTALL_RPATH "\$ORIGIN/${module_from_program}")
target_link_options(dragoman INTERFACE
  "$<INSTALL_INTERFACE:LINKER:-rpath,$<INSTALL_PREFIX>/${module_directory}>")
