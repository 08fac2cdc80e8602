// Programs in the language, lowered to plans and run by the interpreter on events given by hand.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/plan/lower.h"
#include "compiler/semantics/check.h"
#include "compiler/syntax/parse.h"
#include "tests/unit/plan/block_builder.h"

namespace collmc::plan::testing {

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Lowers a program; a program that does not check, or a plan that does not verify, fails the test.
inline Plan lower_text(const std::string& text, const LowerOptions& options = {}) {
    diagnostics::SourceSet sources;
    diagnostics::Diagnostics diagnostics;
    const syntax::Tree tree = syntax::parse(sources.add("test.cut", text), diagnostics);
    const auto library = semantics::load_library(std::filesystem::path(SOURCE_DIR) / "stdlib", sources, diagnostics);
    const auto program = library ? semantics::check(tree, *library, diagnostics) : std::nullopt;
    if (!program || diagnostics.has_errors()) {
        for (const auto& diagnostic : diagnostics.all()) ADD_FAILURE() << diagnostic.code << ": " << diagnostic.message;
        throw std::runtime_error("the program does not check:\n" + text);
    }
    Plan plan = lower(*program, options);
    EXPECT_EQ(verify(plan), "") << text;
    return plan;
}

/// A program that was run: its plan, with what it makes of some events.
class Program {
public:
    Program(const std::string& text, const std::vector<Event>& events) : plan_(lower_text(text)) {
        const BlockOf block(events);
        outcome_ = interpret(plan_, block.view());
    }

    const Plan& plan() const { return plan_; }
    const Outcome& outcome() const { return outcome_; }

    /// Events in each row of a region.
    std::vector<std::size_t> rows(const std::string& region = "R") const {
        std::vector<std::size_t> counts;
        for (const Row& row : find(region).rows) counts.push_back(outcome_.events[row.selection].size());
        return counts;
    }
    /// Events that each row of a region left undecided.
    std::vector<std::int64_t> undecided(const std::string& region = "R") const {
        std::vector<std::int64_t> counts;
        for (const Row& row : find(region).rows) counts.push_back(outcome_.undecided[row.selection]);
        return counts;
    }
    std::vector<std::string> labels(const std::string& region) const {
        std::vector<std::string> labels;
        for (const Row& row : find(region).rows) labels.push_back(row.label);
        return labels;
    }
    const std::vector<double>& histogram(const std::string& name = "h") const {
        for (std::size_t i = 0; i < plan_.histograms.size(); ++i) {
            if (plan_.histograms[i].name == name) return outcome_.histograms[i];
        }
        throw std::runtime_error("no histogram " + name);
    }

private:
    using Row = plan::Row;
    const Region& find(const std::string& name) const {
        for (const Region& region : plan_.regions) {
            if (region.name == name) return region;
        }
        throw std::runtime_error("no region " + name);
    }
    Plan plan_;
    Outcome outcome_;
};

}  // namespace collmc::plan::testing
