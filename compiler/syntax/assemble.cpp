#include <fmt/format.h>

#include "compiler/syntax/flat.h"

namespace collmc::syntax {

namespace {

class Assembler {
public:
    Assembler(const diagnostics::SourceFile& file, diagnostics::Diagnostics& diagnostics) : diagnostics_(diagnostics) {
        tree_.file = &file;
    }

    Tree assemble(std::vector<FlatStatement> statements) {
        for (auto& statement : statements) {
            keyword_ = statement.keyword;
            std::visit([this](auto& what) { add(std::move(what)); }, statement.what);
            first_ = false;
        }
        return std::move(tree_);
    }

private:
    void add(String title) {
        if (!first_) {
            misplaced("it stands once, at the beginning of the file");
            return;
        }
        tree_.title = std::move(title);
    }

    void add(Object object) { open(Declaration::Kind::object).object = std::make_unique<Object>(std::move(object)); }
    void add(Region region) { open(Declaration::Kind::region).region = std::make_unique<Region>(std::move(region)); }
    void add(Function function) {
        open(Declaration::Kind::function).function = std::make_unique<Function>(std::move(function));
    }
    void add(Candidate candidate) {
        open(Declaration::Kind::candidate).candidate = std::make_unique<Candidate>(std::move(candidate));
    }

    void add(Define define) {
        auto written = std::make_unique<Define>(std::move(define));
        if (Region* region = open_region())
            append(*region, Statement::Kind::define, written->span).define = std::move(written);
        else
            open(Declaration::Kind::define).define = std::move(written);
    }

    void add(Cut cut) {
        auto* block = open_block();
        if (block && block->object) {
            block->object->span = Span::cover(block->object->span, cut.span);
            block->object->cuts.push_back(std::move(cut));
        } else if (block && block->candidate) {
            if (block->candidate->criterion_span.valid())
                misplaced("the cuts of a candidate stand before its criterion");
            block->candidate->span = Span::cover(block->candidate->span, cut.span);
            block->candidate->cuts.push_back(std::move(cut));
        } else if (Region* region = open_region()) {
            append(*region, Statement::Kind::cut, cut.span).cut = std::make_unique<Cut>(std::move(cut));
        } else {
            misplaced("a cut stands in an `object`, a `candidate` or a `region`");
        }
    }

    void add(Criterion criterion) {
        auto* block = open_block();
        Candidate* candidate = block ? block->candidate.get() : nullptr;
        if (!candidate) {
            misplaced("it chooses a `candidate` and stands in its block");
            return;
        }
        if (candidate->criterion_span.valid()) {
            auto& diagnostic =
                diagnostics_.error("E0402", "syntax", keyword_,
                                   fmt::format("candidate `{}` has a criterion already", candidate->name.text));
            diagnostic.labels.push_back({candidate->criterion_span, "the first one"});
            return;
        }
        candidate->criterion = criterion.kind;
        candidate->key = std::move(criterion.key);
        candidate->target = std::move(criterion.target);
        candidate->criterion_span = criterion.span;
        candidate->span = Span::cover(candidate->span, criterion.span);
    }

    void add(Histogram histogram) {
        if (Region* region = region_for("a histogram"))
            append(*region, Statement::Kind::histogram, histogram.span).histogram =
                std::make_unique<Histogram>(std::move(histogram));
    }

    void add(Ntuple ntuple) {
        if (Region* region = region_for("an ntuple"))
            append(*region, Statement::Kind::ntuple, ntuple.span).ntuple = std::make_unique<Ntuple>(std::move(ntuple));
    }

    Declaration& open(Declaration::Kind kind) {
        auto& declaration = tree_.declarations.emplace_back();
        declaration.kind = kind;
        return declaration;
    }

    static Statement& append(Region& region, Statement::Kind kind, Span span) {
        region.span = Span::cover(region.span, span);
        auto& statement = region.statements.emplace_back();
        statement.kind = kind;
        return statement;
    }

    Declaration* open_block() { return tree_.declarations.empty() ? nullptr : &tree_.declarations.back(); }

    Region* open_region() {
        auto* block = open_block();
        return block ? block->region.get() : nullptr;
    }

    Region* region_for(std::string_view what) {
        Region* region = open_region();
        if (!region) misplaced(fmt::format("{} stands in a `region`", what));
        return region;
    }

    void misplaced(std::string rule) {
        auto& diagnostic = diagnostics_.error("E0004", "syntax", keyword_,
                                              fmt::format("`{}` cannot stand here: {}", keyword_.text(), rule));
        if (auto* block = open_block()) label_block(diagnostic, *block);
    }

    void label_block(diagnostics::Diagnostic& diagnostic, const Declaration& block) const {
        const auto label = [&](const Name& name, std::string_view kind) {
            diagnostic.labels.push_back({name.span, fmt::format("this follows {} `{}`", kind, name.text)});
        };
        if (block.object) label(block.object->name, "object");
        if (block.candidate) label(block.candidate->name, "candidate");
        if (block.define) label(block.define->name, "define");
        if (block.function) label(block.function->name, "function");
        if (block.region) label(block.region->name, "region");
    }

    diagnostics::Diagnostics& diagnostics_;
    Tree tree_;
    Span keyword_;
    bool first_ = true;
};

}  // namespace

Tree assemble(const diagnostics::SourceFile& file, std::vector<FlatStatement> statements,
              diagnostics::Diagnostics& diagnostics) {
    return Assembler(file, diagnostics).assemble(std::move(statements));
}

}  // namespace collmc::syntax
