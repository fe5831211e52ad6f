# Optional: Chart.js (Debian's libjs-chart.js), which a study's report carries inside its page.
find_file(DRAGOMAN_CHART_JS chart.min.js PATHS /usr/share/javascript/chart.js NO_CMAKE_FIND_ROOT_PATH)
set(script "")
if(DRAGOMAN_CHART_JS)
  file(READ ${DRAGOMAN_CHART_JS} script)
endif()
dragoman_embed(dragoman chart_library report/chart_library.h "${script}")
