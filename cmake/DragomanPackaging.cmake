# `cpack` in a build folder makes dragoman_*.deb (the command and what it needs) and dragoman-dev_*.deb (the library).

# The program writes its manual pages and completions itself.
if(TARGET dragoman_command)
  set(manual ${CMAKE_CURRENT_BINARY_DIR}/manual)
  add_custom_command(OUTPUT ${manual}.stamp
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${manual}
    COMMAND dragoman_command manual ${manual}
    COMMAND sh -c "gzip -9n '${manual}'/*.1"
    COMMAND ${CMAKE_COMMAND} -E touch ${manual}.stamp
    DEPENDS dragoman_command VERBATIM)
  add_custom_target(dragoman_manual ALL DEPENDS ${manual}.stamp)
  set(command_files COMPONENT command OPTIONAL)
  install(DIRECTORY ${manual}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 ${command_files} FILES_MATCHING PATTERN *.1.gz)
  install(FILES ${manual}/dragoman.bash RENAME dragoman
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions ${command_files})
  install(FILES ${manual}/_dragoman DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions ${command_files})
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_PACKAGE_CONTACT "Dragoman maintainers <maintainers@dragoman.invalid>" CACHE STRING "Who made the packages")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL command library)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_COMMAND_PACKAGE_NAME dragoman)
set(CPACK_DEBIAN_COMMAND_PACKAGE_SECTION science)
set(CPACK_DEBIAN_COMMAND_PACKAGE_SHLIBDEPS ON)
# Its threads are LibTorch's own; any other BLAS works, and competes with them.
set(CPACK_DEBIAN_COMMAND_PACKAGE_RECOMMENDS libopenblas0-openmp)
set(CPACK_DEBIAN_COMMAND_DESCRIPTION "recurrent Seq2Seq translation with attention
Trains GRU and LSTM translators with a choice of attention from parallel
text, scores them as sacreBLEU does, shows what their attention saw, and
translates.")

# What dragomanConfig.cmake looks for.
set(development libtorch-dev libspdlog-dev nlohmann-json3-dev libtomlplusplus-dev libhwy-dev libutf8proc-dev
  zlib1g-dev pkg-config)
if(DRAGOMAN_ONEDNN AND DRAGOMAN_ONEDNN_HEADERS)
  list(APPEND development libdnnl-dev)
endif()
list(JOIN development ", " development)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME dragoman-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS
  "dragoman (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}), ${development}")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_RECOMMENDS "cmake, g++")
set(CPACK_DEBIAN_LIBRARY_DESCRIPTION "recurrent Seq2Seq translation with attention (C++ library)
The static library, its headers and a CMake package: find_package(dragoman)
and target_link_libraries(... dragoman::dragoman). The library loads a module
that is in the package dragoman.")

# copyright and changelogs, where Debian looks for them.
string(TIMESTAMP changelog_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(documents ${CMAKE_CURRENT_BINARY_DIR}/documents)
configure_file(cmake/debian/changelog.in ${documents}/changelog.Debian)
configure_file(CHANGELOG.md ${documents}/changelog COPYONLY)
execute_process(COMMAND gzip -9nf changelog.Debian changelog WORKING_DIRECTORY ${documents} COMMAND_ERROR_IS_FATAL ANY)
foreach(component IN ITEMS command library)
  string(TOUPPER ${component} key)
  set(folder ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${key}_PACKAGE_NAME})
  install(FILES cmake/debian/copyright ${documents}/changelog.gz ${documents}/changelog.Debian.gz
    DESTINATION ${folder} COMPONENT ${component})
endforeach()
install(DIRECTORY configs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/dragoman/examples COMPONENT command
  FILES_MATCHING PATTERN *.toml PATTERN README.md)
install(FILES cmake/debian/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides
  RENAME dragoman COMPONENT command)

include(CPack)
