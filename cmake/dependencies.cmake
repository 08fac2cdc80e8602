# Every package the project uses, all from Debian 12 (apt names in packaging/apt-packages.txt).

find_package(TBB REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Eigen3 REQUIRED)
find_package(Boost REQUIRED) # headers only: Multiprecision, for exactly rounded literals and bin edges
find_package(CURL REQUIRED)
find_package(antlr4-runtime REQUIRED)
find_program(ANTLR4_EXECUTABLE antlr4 REQUIRED)

find_package(LLVM 19.1 REQUIRED CONFIG HINTS /usr/lib/llvm-19/lib/cmake/llvm)
separate_arguments(LLVM_DEFINITIONS_LIST NATIVE_COMMAND "${LLVM_DEFINITIONS}")

find_package(PkgConfig REQUIRED)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
find_library(SLEEF_LIBRARY sleef REQUIRED)
