# Training in several processes, over Gloo, which LibTorch has within: only the headers are needed.
find_path(gloo_headers gloo/context.h)
if(gloo_headers)
  set_source_files_properties(src/training/gloo_group.cpp PROPERTIES
    COMPILE_DEFINITIONS USE_C10D_GLOO SKIP_UNITY_BUILD_INCLUSION ON)
  list(FILTER torch_sources EXCLUDE REGEX "src/training/without_gloo")
else()
  message(STATUS "Without Gloo's headers (libgloo-dev) training in several processes is left out")
  list(FILTER torch_sources EXCLUDE REGEX "src/training/gloo_group")
endif()
