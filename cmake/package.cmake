# Installation, relocatable (the binary looks for ../share/collmc beside itself), and the Debian package.
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # packaging does not build the tests

if(TARGET collmc)
  install(TARGETS collmc RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS collmc_codegen_module collmc_network_module LIBRARY DESTINATION lib/collmc)

  # The binary prints its own completions.
  set(completions)
  foreach(shell IN ITEMS bash zsh fish)
    set(output ${CMAKE_BINARY_DIR}/completions/${shell})
    add_custom_command(OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/completions
      COMMAND $<TARGET_FILE:collmc> completion ${shell} > ${output}
      DEPENDS collmc VERBATIM)
    list(APPEND completions ${output})
  endforeach()
  add_custom_target(collmc_completions ALL DEPENDS ${completions})
  set(share ${CMAKE_INSTALL_DATADIR})
  install(FILES ${CMAKE_BINARY_DIR}/completions/bash DESTINATION ${share}/bash-completion/completions RENAME collmc)
  install(FILES ${CMAKE_BINARY_DIR}/completions/zsh DESTINATION ${share}/zsh/vendor-completions RENAME _collmc)
  install(FILES ${CMAKE_BINARY_DIR}/completions/fish DESTINATION ${share}/fish/vendor_completions.d RENAME collmc.fish)
endif()

install(DIRECTORY ${CMAKE_BINARY_DIR}/share/collmc DESTINATION ${CMAKE_INSTALL_DATADIR})
install(FILES docs/collmc.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR} PATTERN "*.results" EXCLUDE)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME collmc)
set(CPACK_PACKAGE_CONTACT "the collmc developers <collmc@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compiler for collider event selections")
set(CPACK_PACKAGE_DESCRIPTION
  "collmc compiles an event selection written in the words of a paper (.cut) to\nmachine code and runs it over LHCO events: cutflow, histograms, plots, ntuples.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "gnuplot-nox | gnuplot, fonts-liberation")
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
if(DPKG_SHLIBDEPS)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
else() # without dpkg-dev the libraries are named here
  string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS
    ", libc6, libstdc++6, zlib1g, libtbb12, libfmt9, libisal2, libzstd1, libsleef3, libcurl4")
endif()
include(CPack)
