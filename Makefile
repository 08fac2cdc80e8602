# A thin layer over CMake: `make help` lists what there is.

BUILD  ?= build
JOBS   ?= $(shell nproc)
PREFIX ?= /usr/local

ccache := $(shell command -v ccache)
launcher := $(if $(ccache),-DCMAKE_CXX_COMPILER_LAUNCHER=$(ccache))
configure = cmake --preset release -B $(BUILD) $(launcher)
build = cmake --build $(BUILD) -j $(JOBS)
clang_format = $(firstword $(wildcard /usr/bin/clang-format-19 /usr/bin/clang-format))
sources = $(shell find compiler runtime tests bench -name '*.h' -o -name '*.cpp' 2>/dev/null)

# In canonical form, as tests/run/test_format.py demands; the others are wrong on purpose, or test the parser.
programs = $(shell find examples stdlib tests/golden/plan tests/golden/semantics/typed -name '*.cut' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help deps build demo test install package golden format tidy bench large fuzz asan tsan clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## Install the packages that are missing (apt; as root or with sudo)
	@packaging/install-dependencies

$(BUILD)/build.ninja: CMakeLists.txt CMakePresets.json | deps
	@$(configure)

build: $(BUILD)/build.ninja ## Build the compiler: build/bin/collmc
	@$(build) --target collmc

demo: build ## Build, then run the WW analysis on the bundled events
	$(BUILD)/bin/collmc examples/collm/ww.cut examples/data/ww.lhco.gz

test: $(BUILD)/build.ninja ## Build and run all tests
	@$(build)
	@ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS)

install: build ## Install under PREFIX (default /usr/local)
	@$(build) --target collmc_completions
	@cmake --install $(BUILD) --prefix $(PREFIX)

package: build ## Make a Debian package in build/
	@$(build) --target collmc_completions
	@cd $(BUILD) && cpack -G DEB

golden: $(BUILD)/build.ninja ## Rewrite the expectations of the golden tests; read the diff before committing
	@$(build)
	@COLLMC_UPDATE_GOLDEN=1 ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS)

format: build ## Format all C++ sources and programs in place
	@$(clang_format) -i $(sources)
	@$(BUILD)/bin/collmc fmt $(programs)

tidy: $(BUILD)/build.ninja ## Run clang-tidy over all C++ sources
	@run-clang-tidy-19 -quiet -p $(BUILD) -j $(JOBS) '/(compiler|runtime)/'

bench: deps ## Compare speed with hand-written programs and the machine's limits (8 GB of disk, a quarter of an hour)
	@$(configure) -DCOLLMC_BENCH=ON
	@$(build) --target collmc bench_handwritten_ww bench_handwritten_columns bench_inflate bench_memory
	@/usr/bin/python3 bench/run.py --build $(BUILD)
	@echo; /usr/bin/python3 bench/check.py --collmc $(BUILD)/bin/collmc

large: build ## Run the WW analysis over 20 GB of events, as text and packed, and see how much memory that takes (26 GB of disk)
	@/usr/bin/python3 bench/large.py --build $(BUILD)

fuzz: ## Fuzz the parser, the formatter, the readers of LHCO and of packed events, and the rendering of messages, a minute each
	@cmake --preset fuzz && cmake --build --preset fuzz -j $(JOBS) --target parse_fuzz format_fuzz lhco_fuzz packed_fuzz render_fuzz
	@tests/fuzz/run build-fuzz 60

asan: ## Run the tests under the address and undefined-behaviour sanitizers
	@cmake --preset asan && cmake --build --preset asan -j $(JOBS) && ctest --preset asan

tsan: ## Run the tests under the thread sanitizer
	@cmake --preset tsan && cmake --build --preset tsan -j $(JOBS) && ctest --preset tsan

clean: ## Remove everything that was built
	@rm -rf build build-*
