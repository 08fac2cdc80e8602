# A folder is a library: collmc_library(plan DEPENDS diagnostics semantics PACKAGES fmt::fmt) makes target collmc_plan of
# every .cpp in the folder. DEPENDS names other folders of the project, PUBLIC; PACKAGES are private.
# tests/layering.py checks that includes follow the same arrows.

add_library(collmc_options INTERFACE)
target_include_directories(collmc_options INTERFACE ${CMAKE_SOURCE_DIR})
# The arithmetic of an analysis is binary64 as written: no contraction into fused operations anywhere.
target_compile_options(collmc_options INTERFACE -Wall -Wextra -Wno-missing-field-initializers -ffp-contract=off)
target_compile_definitions(collmc_options INTERFACE COLLMC_VERSION="${PROJECT_VERSION}")
if(COLLMC_SANITIZE)
  target_compile_options(collmc_options INTERFACE -fsanitize=${COLLMC_SANITIZE} -fno-omit-frame-pointer -g)
  target_link_options(collmc_options INTERFACE -fsanitize=${COLLMC_SANITIZE})
endif()

function(collmc_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;PACKAGES;SOURCES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(APPEND sources ${ARG_SOURCES})
  list(TRANSFORM ARG_DEPENDS PREPEND collmc_)
  if(sources)
    add_library(collmc_${name} STATIC ${sources})
    target_link_libraries(collmc_${name} PUBLIC collmc_options ${ARG_DEPENDS} PRIVATE ${ARG_PACKAGES})
  else()
    add_library(collmc_${name} INTERFACE)
    target_link_libraries(collmc_${name} INTERFACE collmc_options ${ARG_DEPENDS} ${ARG_PACKAGES})
  endif()
endfunction()

# collmc_compile_for(FILE FLAGS...): code for one kind of x86-64 processor, chosen when the program runs. Elsewhere the
# file is left out. What such a file may define, its head says.
function(collmc_compile_for file)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    # GCC 12 takes the undefined operands of its own AVX-512 intrinsics for uninitialised variables.
    set_source_files_properties(${file} PROPERTIES COMPILE_OPTIONS "${ARGN};-Wno-uninitialized;$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>")
  else()
    set_source_files_properties(${file} PROPERTIES HEADER_FILE_ONLY ON)
  endif()
endfunction()
