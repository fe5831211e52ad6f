# Several files compiled as one, which saves reading the same headers again. Names in one file may then hide those of
# another: no fault, as each file is also compiled alone.
function(dragoman_unite target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  target_compile_options(${target} PRIVATE -Wno-shadow)
endfunction()

if(DRAGOMAN_UNITY)
  dragoman_unite(dragoman)
endif()
