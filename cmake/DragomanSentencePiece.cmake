# The module that calls SentencePiece; src/text/sentencepiece_library.h says why it is one.
set(module_directory ${CMAKE_INSTALL_LIBDIR}/dragoman)
add_library(dragoman_sentencepiece MODULE src/text/sentencepiece/module.cpp)
set_target_properties(dragoman_sentencepiece PROPERTIES CXX_VISIBILITY_PRESET hidden)
target_include_directories(dragoman_sentencepiece PRIVATE src)
target_compile_options(dragoman_sentencepiece PRIVATE ${DRAGOMAN_OPTIONS})
target_link_libraries(dragoman_sentencepiece PRIVATE PkgConfig::sentencepiece)
if(DRAGOMAN_SANITIZE)
  target_compile_options(dragoman_sentencepiece PRIVATE -fno-sanitize=all)
  target_link_options(dragoman_sentencepiece PRIVATE -fno-sanitize=all)
endif()
install(TARGETS dragoman_sentencepiece LIBRARY DESTINATION ${module_directory})

set(module_file ${CMAKE_SHARED_MODULE_PREFIX}dragoman_sentencepiece${CMAKE_SHARED_MODULE_SUFFIX})
set(module_installed ${CMAKE_INSTALL_PREFIX}/${module_directory}/${module_file})
file(RELATIVE_PATH module_from_program ${CMAKE_INSTALL_FULL_BINDIR} ${module_installed})
set_source_files_properties(src/text/sentencepiece_library.cpp PROPERTIES
  SKIP_PRECOMPILE_HEADERS ON
  COMPILE_DEFINITIONS "DRAGOMAN_MODULE_FROM_PROGRAM=\"${module_from_program}\";\
DRAGOMAN_MODULE_INSTALLED=\"${module_installed}\";\
DRAGOMAN_MODULE_BUILT=\"$<TARGET_FILE:dragoman_sentencepiece>\"")
add_dependencies(dragoman dragoman_sentencepiece)
