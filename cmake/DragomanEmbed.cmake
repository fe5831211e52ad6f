# Makes `text` what a function of the program returns, which HEADER declares as std::string_view NAME().
function(dragoman_embed TARGET NAME HEADER text)
  file(CONFIGURE OUTPUT ${NAME}.cpp @ONLY CONTENT [[
#include "@HEADER@"

namespace dragoman {

std::string_view @NAME@() {
  return R"embedded(@text@)embedded";
}

}  // namespace dragoman
]])
  target_sources(${TARGET} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${NAME}.cpp)
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${NAME}.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()
