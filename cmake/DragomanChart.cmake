# Optional: Chart.js (Debian's libjs-chart.js), which a study's report carries inside its page.
find_file(DRAGOMAN_CHART_JS chart.min.js PATHS /usr/share/javascript/chart.js NO_CMAKE_FIND_ROOT_PATH)
set(script "")
if(DRAGOMAN_CHART_JS)
  file(READ ${DRAGOMAN_CHART_JS} script)
endif()
file(CONFIGURE OUTPUT chart_library.cpp @ONLY CONTENT [[
#include "report/chart_library.h"

namespace dragoman {

std::string_view chart_library() {
  return R"chart_js(@script@)chart_js";
}

}  // namespace dragoman
]])
target_sources(dragoman PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/chart_library.cpp)
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/chart_library.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
