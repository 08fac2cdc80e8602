#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "compiler/syntax/check_complete.h"
#include "compiler/syntax/copy.h"
#include "compiler/syntax/flat.h"
#include "compiler/syntax/region_row.h"

namespace collmc::syntax {

using diagnostics::EditClass;

namespace {

class Assembler {
public:
    Assembler(const diagnostics::SourceFile& file, diagnostics::Diagnostics& diagnostics) : diagnostics_(diagnostics) {
        tree_.file = &file;
    }

    Tree assemble(std::vector<FlatStatement> statements) {
        for (std::size_t i = 0; i < statements.size(); ++i) {
            FlatStatement& statement = statements[i];
            following_ = std::span<const FlatStatement>(statements).subspan(i + 1);
            keyword_ = statement.keyword;
            broken_ = statement.broken;
            if (statement.unread.valid()) tree_.unread.push_back(statement.unread);
            if (is_row_of_nothing(statement)) continue;
            std::visit([this](auto& what) { add(std::move(what)); }, statement.what);
            const bool read =
                !std::holds_alternative<Unread>(statement.what) && !std::holds_alternative<StrayLine>(statement.what);
            if (read) first_ = false;
        }
        release_defines();
        check_complete(tree_, incomplete_, diagnostics_);
        return std::move(tree_);
    }

private:
    // ---- the head of the file ----

    void add(Title title) {
        if (!first_) {
            misplaced("it stands once, at the beginning of the file");
            return;
        }
        tree_.title = std::move(title.text);
    }

    void add(Experiment experiment) { head(tree_.experiment, std::move(experiment.text)); }
    void add(Reference reference) { head(tree_.reference, std::move(reference.text)); }
    void add(Luminosity luminosity) { head(tree_.luminosity, std::move(luminosity)); }

    template <typename Part>
    void head(std::optional<Part>& place, Part part) {
        if (!tree_.title || !tree_.declarations.empty())
            misplaced("it stands below `analysis \"TITLE\"`, before everything else");
        else if (place)
            misplaced("it stands once");
        else
            place = std::move(part);
    }

    // ---- declarations ----

    void add(Object object) {
        object.broken = broken_;
        open(Declaration::Kind::object).object = std::make_unique<Object>(std::move(object));
    }
    void add(Region region) {
        region.broken = broken_;
        open(Declaration::Kind::region).region = std::make_unique<Region>(std::move(region));
    }
    void add(Table table) {
        auto& written = open(Declaration::Kind::table).table = std::make_unique<Table>(std::move(table));
        if (broken_) incomplete_.push_back(written.get());
    }
    void add(Function function) {
        open(Declaration::Kind::function).function = std::make_unique<Function>(std::move(function));
    }
    void add(Candidate candidate) {
        candidate.broken = broken_;
        open(Declaration::Kind::candidate).candidate = std::make_unique<Candidate>(std::move(candidate));
    }
    void add(Variation variation) {
        open(Declaration::Kind::variation).variation = std::make_unique<Variation>(std::move(variation));
    }
    void add(RegionTable regions) {
        regions.broken = broken_;
        auto& written = open(Declaration::Kind::regions).regions = std::make_unique<RegionTable>(std::move(regions));
        if (broken_) incomplete_.push_back(written.get());
    }

    void add(Define define) {
        auto* block = open_block();
        auto written = std::make_unique<Define>(std::move(define));
        if (Region* region = open_region())
            append(*region, Statement::Kind::define, written->span).define = std::move(written);
        else if (block && block->candidate && !block->candidate->criterion_span.valid())
            defines_.push_back(std::move(*written));
        else
            open(Declaration::Kind::define).define = std::move(written);
    }

    /// Defines below a candidate that never gets a criterion are not its own.
    void release_defines() {
        for (auto& define : defines_) {
            auto& declaration = tree_.declarations.emplace_back();
            declaration.kind = Declaration::Kind::define;
            declaration.define = std::make_unique<Define>(std::move(define));
        }
        defines_.clear();
    }

    // ---- lines of a block ----

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
        } else if (!astray_) {
            auto& diagnostic = misplaced("a cut stands in an `object`, a `candidate` or a `region`");
            astray_ = true;
            // The first line of its block is missing. One that fills something is a region; else nobody knows.
            if (!fills_something()) return;
            offer_region(diagnostic);
            const Span span = cut.span;
            append(open_nameless(), Statement::Kind::cut, span).cut = std::make_unique<Cut>(std::move(cut));
        }
    }

    /// Whether an output follows before the next block.
    bool fills_something() const {
        for (const FlatStatement& next : following_) {
            const auto is = [&](auto... kinds) { return (std::holds_alternative<decltype(kinds)>(next.what) || ...); };
            if (is(Histogram{}, Ntuple{}, Bins{}, Skim{}, Weight{})) return true;
            if (is(Object{}, Candidate{}, Region{}, RegionTable{}, Table{})) return false;
        }
        return false;
    }

    /// A region of which the first line is missing, which is reported. Below another region it may go on with that one.
    Region& open_nameless() {
        Region region;
        region.broken = true;
        region.name.span = region.span = keyword_;
        const auto is_region = [](const Declaration& declaration) { return declaration.region || declaration.regions; };
        if (std::any_of(tree_.declarations.begin(), tree_.declarations.end(), is_region)) region.parents.emplace_back();
        auto& opened = open(Declaration::Kind::region).region = std::make_unique<Region>(std::move(region));
        return *opened;
    }

    void add(Criterion criterion) {
        Candidate* candidate = open_candidate();
        if (!candidate) {
            misplaced("it chooses a `candidate` and stands in its block");
            return;
        }
        if (candidate->criterion_span.valid()) {
            auto& diagnostic =
                diagnostics_.error("E0402", "syntax", keyword_,
                                   fmt::format("candidate `{}` has a criterion already", candidate->name.text));
            diagnostic.labels.push_back({candidate->criterion_span, "the first one"});
            diagnostic.notes.push_back("what decides between equals reads `then lowest VALUE` or `then highest VALUE`");
            return;
        }
        candidate->defines = std::move(defines_);
        defines_.clear();
        candidate->criterion = criterion.kind;
        candidate->key = std::move(criterion.key);
        candidate->target = std::move(criterion.target);
        candidate->criterion_span = criterion.span;
        candidate->span = Span::cover(candidate->span, criterion.span);
    }

    void add(Candidate::Then then) {
        Candidate* candidate = open_candidate();
        if (!candidate || !candidate->criterion_span.valid()) {
            misplaced("it decides between equals, after the criterion of a `candidate`");
            return;
        }
        candidate->span = Span::cover(candidate->span, then.span);
        candidate->then.push_back(std::move(then));
    }

    void add(Weight weight) {
        if (Region* region = region_for("a weight"))
            append(*region, Statement::Kind::weight, weight.span).weight = std::make_unique<Weight>(std::move(weight));
    }

    void add(Histogram histogram) {
        if (Region* region = region_for(histogram.profile ? "a profile" : "a histogram"))
            append(*region, Statement::Kind::histogram, histogram.span).histogram =
                std::make_unique<Histogram>(std::move(histogram));
    }

    void add(Ntuple ntuple) {
        if (Region* region = region_for("an ntuple"))
            append(*region, Statement::Kind::ntuple, ntuple.span).ntuple = std::make_unique<Ntuple>(std::move(ntuple));
    }

    void add(Skim skim) {
        if (Region* region = region_for("a skim"))
            append(*region, Statement::Kind::skim, skim.span).skim = std::make_unique<Skim>(std::move(skim));
    }

    void add(Bins bins) {
        Region* region = region_for("a grid of bins");
        if (!region) return;
        auto& written = append(*region, Statement::Kind::bins, bins.span).bins =
            std::make_unique<Bins>(std::move(bins));
        if (broken_) incomplete_.push_back(written.get());
    }

    void add(Bins::By by) {
        Bins* bins = open_bins();
        if (!bins) bins = lost_bins();
        if (!bins) return;
        extend(*bins, by.span);
        bins->by.push_back(std::move(by));
    }

    void add(Observed observed) { result(Statement::Kind::observed, std::move(observed), &Bins::observed); }
    void add(Background background) { result(Statement::Kind::background, std::move(background), &Bins::background); }

    /// What a paper saw or expected belongs to the bins above it, else to the region.
    template <typename Result>
    void result(Statement::Kind kind, Result result, std::optional<Result> Bins::*of_bins) {
        if (Bins* bins = open_bins()) {
            if (bins->*of_bins) {
                misplaced(fmt::format("bins `{}` have a line of it already", bins->name.text))
                    .notes.push_back("that of the region itself stands in front of its bins");
                return;
            }
            extend(*bins, result.span);
            bins->*of_bins = std::move(result);
        } else if (Region* region = region_for("a result")) {
            set(append(*region, kind, result.span), std::move(result));
        }
    }
    static void set(Statement& statement, Observed observed) {
        statement.observed = std::make_unique<Observed>(std::move(observed));
    }
    static void set(Statement& statement, Background background) {
        statement.background = std::make_unique<Background>(std::move(background));
    }

    void add(Table::Row row) {
        auto* block = open_block();
        if (!block || !block->table) {
            misplaced(block && block->regions ? "a row of `regions` reads `row NAME : CELL, ...`"
                                              : "a row stands below `table` or `regions`");
            lost_rows_ = !block || !(block->table || block->regions);
            return;
        }
        block->table->span = Span::cover(block->table->span, row.span);
        block->table->rows.push_back(std::move(row));
    }

    void add(Outside outside) {
        auto* block = open_block();
        if (!block || !block->table) {
            misplaced("it ends a `table`");
            return;
        }
        Table& table = *block->table;
        if (table.outside_span.valid()) {
            misplaced(fmt::format("table `{}` has one already", table.name.text));
            return;
        }
        table.nearest = outside.nearest;
        table.outside = outside.value;
        table.outside_unit = outside.unit;
        table.outside_span = outside.span;
        table.span = Span::cover(table.span, outside.span);
    }

    void add(RegionRow row) {
        auto* block = open_block();
        if (!block || !block->regions) {
            misplaced(block && block->table ? "a row of a table reads `row [LOW, HIGH) : VALUE`"
                                            : "a row stands below `table` or `regions`");
            lost_rows_ = !block || !(block->table || block->regions);
            return;
        }
        RegionTable& regions = *block->regions;
        regions.span = Span::cover(regions.span, row.span);
        const bool fits = row.cells.size() == regions.columns.size();
        if (!fits && !is_incomplete(&regions) && !broken_) report_wrong_length(regions, row, diagnostics_);
        if (!fits) row.cells.clear();  // nobody knows which belongs to which column
        row.cells.resize(regions.columns.size());
        row.spans.resize(regions.columns.size(), row.name.span);
        RegionTable::Row whole{false, std::move(row.name), {}, std::move(row.spans), row.span};
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            whole.cells.push_back(row.cells[i] ? condition(*regions.columns[i], std::move(row.cells[i])) : nullptr);
        whole.broken = !fits || broken_;
        regions.rows.push_back(std::move(whole));
    }

    /// The condition of a cell, with the expression of its column on the left.
    ExprPtr condition(const Expr& column, ExprPtr cell) {
        if (!too_large_) cell_nodes_ += node_count(column);
        if (cell_nodes_ <= most_cell_nodes) {
            cell->operands.insert(cell->operands.begin(), copy(column));
            return cell;
        }
        if (!too_large_)
            diagnostics_.error("E0012", "syntax", cell->span, "this table of regions is too large")
                .notes.push_back("give the expressions of its columns names with `define`");
        too_large_ = true;
        return nullptr;
    }

    void add(BrokenLine line) {
        if (auto* block = open_block()) {
            if (block->table) incomplete_.push_back(block->table.get());
            if (block->regions) incomplete_.push_back(block->regions.get());
        }
        if (Bins* bins = open_bins()) {
            incomplete_.push_back(bins);
            auto value = std::make_unique<Expr>();
            value->span = line.span;
            bins->by.push_back({std::move(value), {}, {}, false, line.span});
        }
    }

    /// A cut of which nothing is known, if it is in a block.
    void add(StrayLine line) {
        Cut cut;
        cut.condition = std::make_unique<Expr>();
        cut.condition->span = line.span;
        cut.keyword = cut.span = keyword_;
        const auto* block = open_block();
        if (block && block->table) incomplete_.push_back(block->table.get());
        if (block && block->regions) incomplete_.push_back(block->regions.get());
        if (const Bins* bins = open_bins()) incomplete_.push_back(bins);
        const bool takes_cuts = block && (block->object || block->region ||
                                          (block->candidate && !block->candidate->criterion_span.valid()));
        if (takes_cuts) add(std::move(cut));
    }

    void add(Unread) {}

    bool is_incomplete(const void* block) const {
        return std::find(incomplete_.begin(), incomplete_.end(), block) != incomplete_.end();
    }

    // ---- lines whose block was not opened ----

    /// Rows below a first one that has no table get no message of their own.
    bool is_row_of_nothing(const FlatStatement& statement) {
        const bool row =
            std::holds_alternative<Table::Row>(statement.what) || std::holds_alternative<RegionRow>(statement.what) ||
            std::holds_alternative<Outside>(statement.what) || std::holds_alternative<BrokenLine>(statement.what);
        lost_rows_ = lost_rows_ && row;
        return lost_rows_;
    }

    /// Offers to begin a region at a line that stands in none, unless that line may belong to the block above it.
    void offer_region(diagnostics::Diagnostic& diagnostic) {
        const auto* block = open_block();
        if (block && !block->define && !block->function && !block->variation) return;
        insert_line(diagnostic, "region " + unused_region(), "begin a region here");
    }

    /// Reports a line that divides bins and stands below none. In a region they are begun now; else null.
    Bins* lost_bins() {
        Region* region = open_region();
        auto& diagnostic =
            misplaced("it divides `bins` and stands below their first line, or behind the axis of a histogram");
        if (!region) return nullptr;
        Bins bins;
        bins.name = {region->name.text + "_bins", keyword_};
        bins.span = keyword_;
        insert_line(diagnostic, "    bins " + bins.name.text, "begin a grid of bins here");
        append(*region, Statement::Kind::bins, keyword_).bins = std::make_unique<Bins>(std::move(bins));
        return open_bins();
    }

    std::string unused_region() const {
        const auto taken = [&](const std::string& name) {
            return std::any_of(tree_.declarations.begin(), tree_.declarations.end(), [&](const Declaration& declared) {
                return declared.region && declared.region->name.text == name;
            });
        };
        std::string name = "SR";
        for (int i = 2; taken(name); ++i) name = fmt::format("SR{}", i);
        return name;
    }

    /// An edit that puts a line in front of the one that begins here.
    void insert_line(diagnostics::Diagnostic& diagnostic, const std::string& line, std::string title) const {
        std::uint32_t begin = keyword_.begin;
        const std::string_view text = keyword_.file->text();
        while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) --begin;
        diagnostic.fixes.push_back(
            {std::move(title), EditClass::likely, {{{keyword_.file, begin, begin}, line + "\n"}}});
    }

    // ---- the block that is open ----

    Declaration& open(Declaration::Kind kind) {
        astray_ = false;
        release_defines();
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

    void extend(Bins& bins, Span span) {
        bins.span = Span::cover(bins.span, span);
        open_region()->span = Span::cover(open_region()->span, span);
    }

    Declaration* open_block() { return tree_.declarations.empty() ? nullptr : &tree_.declarations.back(); }

    Candidate* open_candidate() {
        auto* block = open_block();
        return block ? block->candidate.get() : nullptr;
    }

    Region* open_region() {
        auto* block = open_block();
        return block ? block->region.get() : nullptr;
    }

    Bins* open_bins() {
        Region* region = open_region();
        return region && !region->statements.empty() ? region->statements.back().bins.get() : nullptr;
    }

    Region* region_for(std::string_view what) {
        if (Region* region = open_region()) return region;
        offer_region(misplaced(fmt::format("{} stands in a `region`", what)));
        return &open_nameless();
    }

    diagnostics::Diagnostic& misplaced(std::string rule) {
        auto& diagnostic = diagnostics_.error("E0004", "syntax", keyword_,
                                              fmt::format("`{}` cannot stand here: {}", keyword_.text(), rule));
        if (auto* block = open_block()) label_block(diagnostic, *block);
        return diagnostic;
    }

    void label_block(diagnostics::Diagnostic& diagnostic, const Declaration& block) const {
        const auto label = [&](const Name& name, std::string_view kind) {
            diagnostic.labels.push_back({name.span, fmt::format("this follows {} `{}`", kind, name.text)});
        };
        if (block.object) label(block.object->name, "object");
        if (block.candidate) label(block.candidate->name, "candidate");
        if (block.define) label(block.define->name, "define");
        if (block.function) label(block.function->name, "function");
        if (block.table) label(block.table->name, "table");
        if (block.variation) label(block.variation->name, "variation");
        if (block.region) label(block.region->name, "region");
    }

    diagnostics::Diagnostics& diagnostics_;
    Tree tree_;
    Span keyword_;
    bool lost_rows_ = false;  // the last line was a row without a table
    bool first_ = true;
    bool broken_ = false;  // the statement did not parse as a whole
    bool astray_ = false;  // below a cut that is in no block, which is reported
    std::span<const FlatStatement> following_;
    std::vector<Define> defines_;          // below a candidate whose criterion has not come yet
    std::vector<const void*> incomplete_;  // tables and bins of which a line did not parse
    std::size_t cell_nodes_ = 0;
    bool too_large_ = false;
};

}  // namespace

Tree assemble(const diagnostics::SourceFile& file, std::vector<FlatStatement> statements,
              diagnostics::Diagnostics& diagnostics) {
    return Assembler(file, diagnostics).assemble(std::move(statements));
}

}  // namespace collmc::syntax
