# The module that calls SentencePiece; src/text/sentencepiece_library.h says why it is one.
pkg_check_modules(sentencepiece REQUIRED IMPORTED_TARGET sentencepiece)
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
install(TARGETS dragoman_sentencepiece LIBRARY DESTINATION ${module_directory} COMPONENT command)

add_dependencies(dragoman dragoman_sentencepiece)
set_source_files_properties(src/text/sentencepiece_library.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)

# The loader finds it by the RPATH of the program: here that of every program of the build tree, of the
# installed command, whose prefix may be moved, and of programs that link the installed library.
file(RELATIVE_PATH module_from_program /prefix/${CMAKE_INSTALL_BINDIR} /prefix/${module_directory})
list(APPEND CMAKE_BUILD_RPATH ${CMAKE_CURRENT_BINARY_DIR})
list(APPEND CMAKE_INSTALL_RPATH "\$ORIGIN/${module_from_program}")
target_link_options(dragoman INTERFACE
  "$<INSTALL_INTERFACE:LINKER:-rpath,$<INSTALL_PREFIX>/${module_directory}>")
