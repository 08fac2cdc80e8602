# The data files the binary reads, at ../share/collmc relative to it: the same place in the build tree and installed.
file(GLOB_RECURSE share_files CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
  ${CMAKE_SOURCE_DIR}/stdlib/*.cut ${CMAKE_SOURCE_DIR}/stdlib/*.json ${CMAKE_SOURCE_DIR}/hints/*.md
  ${CMAKE_SOURCE_DIR}/prompts/*.md ${CMAKE_SOURCE_DIR}/grammar/constrained/*)
set(share_outputs)
foreach(file IN LISTS share_files)
  set(output ${CMAKE_BINARY_DIR}/share/collmc/${file})
  add_custom_command(OUTPUT ${output} COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/${file} ${output}
    DEPENDS ${CMAKE_SOURCE_DIR}/${file} VERBATIM)
  list(APPEND share_outputs ${output})
endforeach()
add_custom_target(collmc_share ALL DEPENDS ${share_outputs})
