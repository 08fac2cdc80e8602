// Forms that are called like functions and have rules of their own: `leading`, `chance`, `btagged`; and `is`.

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/collections.h"
#include "compiler/semantics/dimension_fixes.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/lints.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using SyntaxKind = syntax::Expr::Kind;

constexpr int kMostLeading = 1000;
constexpr int kHighestBit = 30;

ExprPtr number(double value, Span span) {
    MutableExpr expr = make_expr(Expr::Kind::number, Type::integer(), span);
    expr->value = value;
    return expr;
}

/// floor(btag / 2^power)
ExprPtr shifted(const Expr& btag, int power, Span span) {
    ExprPtr ratio =
        make_expr(Expr::Kind::divide, Type::real(), span, ExprPtr(copy_of(btag)), number(std::ldexp(1, power), span));
    MutableExpr floor = make_expr(Expr::Kind::intrinsic, Type::real(), span, std::move(ratio));
    floor->intrinsic = Intrinsic::floor;
    return floor;
}

ExprPtr compare(CompareOp op, ExprPtr left, ExprPtr right, Span span) {
    MutableExpr expr = make_expr(Expr::Kind::compare, Type::boolean(), span, std::move(left), std::move(right));
    expr->compare_op = op;
    return expr;
}

bool is_tag_mode(const syntax::Expr& tree) {
    return tree.kind == SyntaxKind::bit ||
           (tree.kind == SyntaxKind::name && (tree.name.text == "tight" || tree.name.text == "loose"));
}

}  // namespace

std::optional<int> ExpressionChecker::check_literal_integer(const syntax::Expr& tree, int low, int high,
                                                            const std::string& what) {
    int value = 0;
    if (tree.kind == SyntaxKind::number && !tree.unit) {
        const char* end = tree.digits.data() + tree.digits.size();
        const auto [stop, failure] = std::from_chars(tree.digits.data(), end, value);
        if (failure == std::errc() && stop == end && value >= low && value <= high) return value;
    }
    reporter().error("E0404", tree.span,
                     fmt::format("{} is a whole number from {} to {}, written as such", what, low, high));
    return std::nullopt;
}

ExprPtr ExpressionChecker::check_leading(const syntax::Expr& tree) {
    if (!has_arity(tree, 2, "leading(collection, count)")) return error_expr(tree.span);
    const syntax::Expr& collection_tree = *tree.operands[0];
    ExprPtr value = check(collection_tree);
    const std::optional<int> count =
        check_literal_integer(*tree.operands[1], 1, kMostLeading, "how many objects are taken");
    if (value->type.is_error() || !count) return error_expr(tree.span, std::move(value));
    ExprPtr source = as_collection(*value);
    if (source == nullptr) {
        reporter().error("E0309", collection_tree.span,
                         fmt::format("`leading` takes the first objects of a collection; {} is {}",
                                     quote(collection_tree.span), describe(value->type, schema())));
        return error_expr(tree.span);
    }
    if (source->kind == Expr::Kind::members) {
        report_leading_of_part(collection_tree.span, "`leading`");
        return error_expr(tree.span);
    }
    if (source->kind == Expr::Kind::parameter) checker_.note_leading(source->index);
    if (source->kind == Expr::Kind::collection)
        return collection(checker_.leading(source->collection, *count), tree.span);
    const Type type = source->type;
    MutableExpr expr = make_expr(Expr::Kind::leading, type, tree.span, std::move(source));
    expr->index = *count;
    return expr;
}

void ExpressionChecker::report_leading_of_part(Span part, const std::string& what) {
    Diagnostic& diagnostic = reporter().error(
        "E0410", part,
        fmt::format("{} takes the first objects of a whole collection; {} is a part of one", what, quote(part)));
    diagnostic.notes.push_back("its hardest object has `max(o.pt for o in ...)`");
}

void ExpressionChecker::report_number_in_part(Span part, const std::string& function) {
    Diagnostic& diagnostic = reporter().error(
        "E0410", part,
        fmt::format("`{}` takes objects by their numbers, which those of {} have only once the groups are chosen",
                    function, quote(part)));
    diagnostic.notes.push_back("its hardest object has `max(o.pt for o in ...)`");
}

ExprPtr ExpressionChecker::check_chance(const syntax::Expr& tree) {
    if (tree.operands.size() != 2 && !has_arity(tree, 1, "chance(probability), or chance(probability, object)"))
        return error_expr(tree.span);
    ExprPtr probability = check_number(*tree.operands[0]);
    if (probability->type.is_error()) return broken_condition(tree.span, std::move(probability));
    if (probability->type.dimension != Rational{}) {
        Diagnostic& diagnostic =
            reporter().error("E0303", tree.operands[0]->span,
                             fmt::format("a probability is a pure number; {} is {}", quote(tree.operands[0]->span),
                                         describe(probability->type, schema())));
        offer(diagnostic, fixes_to(checker_.program(), *probability, Rational{}, {false, true, false}));
        return broken_condition(tree.span, std::move(probability));
    }
    warn_of_probability(checker_, behind_defines(checker_.program(), *probability));
    MutableExpr expr = make_expr(Expr::Kind::chance, Type::boolean(), tree.span, std::move(probability));
    if (tree.operands.size() == 2) {
        ExprPtr object = check(*tree.operands[1]);
        if (object->type.is_error()) return broken_condition(tree.span, std::move(object));
        const bool single =
            object->type.kind == Type::Kind::object && object->type.object.kind == ObjectType::Kind::detector;
        if (!single) {
            reporter().error("E0604", tree.operands[1]->span,
                             fmt::format("`chance` draws for one detector object or for the event; {} is {}",
                                         quote(tree.operands[1]->span), describe(object->type, schema())));
            return error_expr(tree.span);
        }
        expr->operands.push_back(std::move(object));
    } else if (ExprPtr object = own_object_of_chance(tree)) {
        expr->operands.push_back(std::move(object));
    }
    expr->attribute_name = checker_.random_stream();
    return expr;
}

/// What `chance(p)` draws for: the object of a block; null for the event. Where objects are gone through one by one,
/// a draw for the event is hardly meant.
ExprPtr ExpressionChecker::own_object_of_chance(const syntax::Expr& tree) {
    const std::vector<Variable>& block = scope_.block();
    if (block.size() == 1 && block[0].type.kind == ObjectType::Kind::detector) return self(tree.span);
    const Variable* bound = scope_.innermost();
    if (bound == nullptr && block.empty()) return nullptr;
    Diagnostic& diagnostic = reporter().warning(
        "W0823", tree.span,
        "this draws once per event, and so decides for all objects alike; name the object to draw for");
    if (block.empty() && bound->type.kind == ObjectType::Kind::detector)
        diagnostic.fixes.push_back(insert_after(tree.operands[0]->span, ", " + bound->name.text,
                                                fmt::format("draw for each `{}`", bound->name.text),
                                                EditClass::changes_selection));
    return nullptr;
}

ExprPtr ExpressionChecker::check_btagged(const syntax::Expr& tree) {
    const bool has_mode = !tree.operands.empty() && is_tag_mode(*tree.operands.back());
    if (!has_mode || tree.operands.size() > 2) {
        Remedies remedies(*this);
        if (!checker_.trying() && frame_ != nullptr && tree.operands.size() == 1) {
            remedies.offer(tree.span, fmt::format("{}.btagged", tree.operands[0]->span.text()));
            for (const char* mode : {"tight", "bit 1"}) remedies.offer(tree.operands[0]->span, mode);
        }
        Diagnostic& diagnostic =
            reporter().error("E0602", tree.span, "`btagged(...)` takes a working point, `tight` or `bit 0`");
        diagnostic.fixes = remedies.take();
        diagnostic.notes.push_back(
            "`btagged(tight)` and `btagged(bit 1)` inside a block, `btagged(j, tight)` elsewhere");
        return error_expr(tree.span);
    }
    ExprPtr object = tree.operands.size() == 2 ? check(*tree.operands[0]) : self(tree.span);
    if (object == nullptr) {
        reporter().error("E0602", tree.span,
                         fmt::format("outside of a block the object is named: `btagged(jets[0], {})`",
                                     tree.operands.back()->span.text()));
        return error_expr(tree.span);
    }
    if (object->type.is_error()) return broken_condition(tree.span, std::move(object));
    const syntax::Name name{"btag", tree.name.span};
    if (object->type.kind == Type::Kind::collection) {
        report_attribute_of_collection(*object, tree, name);
        return error_expr(tree.span);
    }
    if (object->type.kind != Type::Kind::object || schema().attribute(object->type.object, "btag") == nullptr) {
        reporter().error("E0604", tree.span,
                         fmt::format("only a jet has a b tag; this is {}", describe(object->type, schema())));
        return error_expr(tree.span);
    }
    const ExprPtr btag = attribute_of(std::move(object), "btag", tree.span);
    return btag_test(*tree.operands.back(), *btag, tree.span);
}

/// PGS writes 0, 1 for a loose tag and 2 for a tight one; Delphes a bit for each working point.
ExprPtr ExpressionChecker::btag_test(const syntax::Expr& mode, const Expr& btag, Span span) {
    if (mode.kind == SyntaxKind::name && mode.name.text == "loose") {
        Diagnostic& diagnostic =
            reporter().error("E0602", mode.span, "the loose b tag is what `btagged` alone asks for");
        const Span object = btag.operands[0]->span;
        const bool own = object.begin == span.begin && object.end == span.end;
        diagnostic.fixes.push_back(replace(span, own ? "btagged" : fmt::format("{}.btagged", object.text()),
                                           "write `btagged`", EditClass::safe));
        return error_expr(span);
    }
    if (mode.kind == SyntaxKind::name) {
        if (!checker_.need_dialect(Program::Dialect::pgs, span)) return error_expr(span);
        return compare(CompareOp::greater_equal, copy_of(btag), number(2, span), span);
    }
    int bit = -1;
    const auto [end, failure] = std::from_chars(mode.digits.data(), mode.digits.data() + mode.digits.size(), bit);
    if (failure != std::errc() || *end != '\0' || bit > kHighestBit) {
        reporter().error("E0404", mode.span,
                         fmt::format("a bit is a whole number from 0 to {}, the first being bit 0", kHighestBit));
        return error_expr(span);
    }
    if (!checker_.need_dialect(Program::Dialect::delphes, span)) return error_expr(span);
    // The bit is set where floor(btag / 2^bit) is odd.
    ExprPtr evens = make_expr(Expr::Kind::multiply, Type::real(), span, number(2, span), shifted(btag, bit + 1, span));
    ExprPtr odd = make_expr(Expr::Kind::subtract, Type::real(), span, shifted(btag, bit, span), std::move(evens));
    return compare(CompareOp::equal, std::move(odd), number(1, span), span);
}

ExprPtr ExpressionChecker::check_is_kind(const syntax::Expr& tree) {
    const syntax::Expr& object_tree = *tree.operands[0];
    ExprPtr object = check(object_tree);
    if (object->type.is_error()) return broken_condition(tree.span, std::move(object));
    const std::string& name = tree.name.text;
    if (object->type.kind != Type::Kind::object || object->type.object.kind != ObjectType::Kind::detector) {
        Remedies remedies(*this);
        if (is_nothing(name) && frame_ != nullptr) {
            const syntax::Expr* negated = around(tree);
            const bool exists = negated != nullptr && negated->kind == SyntaxKind::logical_not;
            remedies.offer(exists ? negated->span : tree.span,
                           fmt::format("{}exists({})", exists ? "" : "not ", object_tree.span.text()));
        }
        if (!reporter().is_misread(tree.span))  // `is not None`
            reporter()
                .error("E0316", object_tree.span,
                       fmt::format("`is` asks of which kind one detector object is; {} is {}", quote(object_tree.span),
                                   describe(object->type, schema())))
                .fixes = remedies.take();
        return broken_condition(tree.span, std::move(object));
    }
    const auto particles_called = [&](const std::string& kind) {
        std::uint32_t found = 0;
        if (const std::optional<int> particle = schema().particle_named(kind)) found = 1U << *particle;
        for (const ParticleGroup& group : schema().groups)
            if (group.name == kind) found = group.particles;
        return found;
    };
    std::uint32_t particles = particles_called(name);
    if (particles == 0) {
        std::vector<std::string> kinds;
        for (const Particle& particle : schema().particles) kinds.push_back(particle.name);
        for (const ParticleGroup& group : schema().groups) kinds.push_back(group.name);
        Diagnostic& diagnostic = reporter().error(
            "E0108", tree.name.span,
            fmt::format("`is` takes a kind of object; the {} format has {}", schema().format, listed_quoted(kinds)));
        std::string meant;
        for (const SourceHabit& habit : sources_for_habit(name)) {
            const bool certain = habit.kinds.size() == 1 && habit.cut.empty();
            if (certain) meant = habit.kinds.front();
            for (const std::string& kind : habit.kinds)
                diagnostic.fixes.push_back(replace(tree.name.span, kind, fmt::format("write `{}`", kind),
                                                   certain ? EditClass::safe : EditClass::likely));
        }
        if (diagnostic.fixes.empty()) suggest_nearest(diagnostic, tree.name.span, diagnostics::nearest(name, kinds));
        if (!diagnostic.candidates.empty()) meant = diagnostic.candidates.front();
        if (!meant.empty()) particles = particles_called(meant);
        if ((particles & object->type.object.particles) == 0) return broken_condition(tree.span, std::move(object));
    }
    if ((particles & object->type.object.particles) == 0) {
        reporter().error("E0316", tree.span,
                         fmt::format("{} is {} and never {}", quote(object_tree.span), describe(object->type, schema()),
                                     with_article(name)));
        return broken_condition(tree.span, std::move(object));
    }
    MutableExpr expr = make_expr(Expr::Kind::is_kind, Type::boolean(), tree.span, std::move(object));
    expr->index = static_cast<int>(particles);
    return expr;
}

bool Checker::need_dialect(Program::Dialect dialect, Span use) {
    if (program_.dialect == Program::Dialect::any) {
        program_.dialect = dialect;
        dialect_use_ = use;
    }
    if (program_.dialect == dialect) return true;
    Diagnostic& diagnostic = reporter_.error(
        "E0317", use,
        "`btagged(tight)` is of files by PGS, `btagged(bit ...)` of files by Delphes; one program reads one of them");
    diagnostic.labels.push_back({dialect_use_, "asks for the other one"});
    return false;
}

std::string Checker::random_stream() {
    const std::string place = reporter_.place();
    const int number = ++random_streams_[place];
    return number == 1 ? place : fmt::format("{} {}", place, number);
}

}  // namespace collmc::semantics
