# Training in several processes, over Gloo, which LibTorch has within: only the headers are needed.
find_path(gloo_headers gloo/context.h)
if(gloo_headers)
  set_source_files_properties(src/training/gloo_group.cpp PROPERTIES
    COMPILE_DEFINITIONS USE_C10D_GLOO SKIP_UNITY_BUILD_INCLUSION ON)
  list(FILTER torch_sources EXCLUDE REGEX "src/training/without_gloo")
else()
  message(STATUS "Without Gloo's headers (libgloo-dev) training in several processes is left out")
  list(FILTER torch_sources EXCLUDE REGEX "src/training/(gloo_group|nccl_sum|without_nccl)")
endif()

# Gradients on GPUs are added up over NCCL, which a LibTorch with CUDA has within; without its headers over Gloo.
if(gloo_headers AND TARGET torch_cuda)
  find_path(nccl_headers nccl.h
    HINTS ${TORCH_INSTALL_PREFIX}/../nvidia/nccl/include NO_CMAKE_SYSTEM_PATH NO_CACHE)
endif()
if(nccl_headers)
  set_source_files_properties(src/training/nccl_sum.cpp PROPERTIES
    COMPILE_DEFINITIONS USE_C10D_NCCL INCLUDE_DIRECTORIES ${nccl_headers} SKIP_UNITY_BUILD_INCLUSION ON)
  list(FILTER torch_sources EXCLUDE REGEX "src/training/without_nccl")
else()
  list(FILTER torch_sources EXCLUDE REGEX "src/training/nccl_sum")
endif()
