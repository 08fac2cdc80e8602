// Reads `.cut` texts for the tests of presence.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"
#include "compiler/semantics/check.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/presence_proof.h"
#include "compiler/syntax/parse.h"

namespace collmc::semantics::presence {

/// A text, typed and not yet proved. Lives as long as what points into it is read.
class Analysis {
public:
    explicit Analysis(std::string text) {
        const diagnostics::SourceFile& file = sources_.add("test.cut", std::move(text));
        const syntax::Tree tree = syntax::parse(file, typing_);
        program_ = Checker(library().schema, library().trees, typing_).check(tree);
        for (const diagnostics::Diagnostic& diagnostic : typing_.all())
            if (diagnostic.severity == diagnostics::Severity::error)
                ADD_FAILURE() << diagnostic.code << " " << diagnostic.message << "\n" << file.text();
    }

    const Program& program() const { return program_; }

    diagnostics::Diagnostics prove(Mutant mutant = Mutant::none) const {
        diagnostics::Diagnostics diagnostics;
        presence::prove(program_, mutant, diagnostics);
        diagnostics.sort();
        return diagnostics;
    }

    /// The codes in the order of the file.
    std::vector<std::string> codes() const {
        std::vector<std::string> codes;
        const diagnostics::Diagnostics found = prove();
        for (const diagnostics::Diagnostic& diagnostic : found.all()) codes.push_back(diagnostic.code);
        return codes;
    }

    static const Library& library() {
        static diagnostics::SourceSet sources;
        static const std::optional<Library> library = [] {
            diagnostics::Diagnostics problems;
            return load_library(SOURCE_DIR "/stdlib", sources, problems);
        }();
        return *library;
    }

private:
    diagnostics::SourceSet sources_;
    diagnostics::Diagnostics typing_;
    Program program_;
};

}  // namespace collmc::semantics::presence
