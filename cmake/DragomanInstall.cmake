# `cmake --install build/release --prefix DIR`: the command, the library, its headers, a CMake package.
include(CMakePackageConfigHelpers)
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME library)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/dragoman)

install(TARGETS dragoman EXPORT dragoman_targets)
install(DIRECTORY include/dragoman DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} PATTERN serve EXCLUDE)
install(EXPORT dragoman_targets FILE dragomanTargets.cmake NAMESPACE dragoman:: DESTINATION ${package_dir})
configure_package_config_file(cmake/dragomanConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/dragomanConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(dragomanConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/dragomanConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/dragomanConfigVersion.cmake
  ${CMAKE_CURRENT_SOURCE_DIR}/cmake/DragomanPackages.cmake
  DESTINATION ${package_dir})
