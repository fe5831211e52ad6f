# AddressSanitizer and UndefinedBehaviorSanitizer for the library, the server and the command, with the standard
# library's own checks, and several files compiled as one. The tests' code stays as a release has it, and with it the
# library's precompiled header: ccache has those objects.
if(NOT DRAGOMAN_SANITIZE)
  return()
endif()
set(sanitizers -fsanitize=address,undefined)  # one option, as a list would end BUILD_INTERFACE

function(dragoman_sanitize target)
  dragoman_unite(${target})
  set_target_properties(${target} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
  target_compile_options(${target} PRIVATE ${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer
    -O1 -g1 -D_GLIBCXX_ASSERTIONS)
endfunction()

get_target_property(sources dragoman SOURCES)
add_library(dragoman_sanitized STATIC ${sources})
target_include_directories(dragoman_sanitized PUBLIC include PRIVATE src)
target_compile_definitions(dragoman_sanitized PRIVATE DRAGOMAN_VERSION="${PROJECT_VERSION}")
target_compile_options(dragoman_sanitized PRIVATE ${DRAGOMAN_OPTIONS})
target_link_libraries(dragoman_sanitized PUBLIC ${DRAGOMAN_PUBLIC_PACKAGES} PRIVATE ${DRAGOMAN_PRIVATE_PACKAGES})
dragoman_sanitize(dragoman_sanitized)

file(CONFIGURE OUTPUT empty.cpp CONTENT "")
set_target_properties(dragoman PROPERTIES SOURCES ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp)
target_link_libraries(dragoman PUBLIC $<BUILD_INTERFACE:dragoman_sanitized>)
target_link_options(dragoman PUBLIC $<BUILD_INTERFACE:${sanitizers}>)
