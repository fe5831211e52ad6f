# The server's page, with its style and scripts within, as a part of the program.
set(page_parts page.html style.css client.js heat_map.js line_view.js panel.js page.js)
list(TRANSFORM page_parts PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/src/serve/page/)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page_parts})
set(script "\n")
foreach(part ${page_parts})
  file(READ ${part} text)
  if(part MATCHES "\\.js$")
    string(APPEND script "${text}")
  elseif(part MATCHES "\\.css$")
    set(style "\n${text}")
  else()
    set(page "${text}")
  endif()
endforeach()
string(CONFIGURE "${page}" page @ONLY)
file(CONFIGURE OUTPUT page.cpp @ONLY CONTENT [[
#include "serve/page.h"

namespace dragoman {

std::string_view page() {
  return R"page(@page@)page";
}

}  // namespace dragoman
]])
target_sources(dragoman_serve PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/page.cpp)
