#include "compiler/semantics/lints.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <set>

#include "compiler/semantics/collections.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kAboveHalfTurn = kPi + 1e-3;  ///< 3.142 is pi as a table prints it

bool calls(const Program& program, const Expr& expr, std::initializer_list<const char*> names) {
    if (expr.kind != Expr::Kind::call) return false;
    const Function& function = program.functions[expr.function];
    return function.from_library &&
           std::any_of(names.begin(), names.end(), [&](const char* name) { return function.name == name; });
}

bool is_attribute(const Expr& expr, std::initializer_list<const char*> names) {
    return expr.kind == Expr::Kind::attribute &&
           std::any_of(names.begin(), names.end(), [&](const char* name) { return expr.attribute_name == name; });
}

bool is_signed_difference(const Program& program, const Expr& expr) {
    return calls(program, expr, {"deltaPhi", "deltaEta", "deltaRapidity"});
}

/// An angle that lies in [-pi, pi) or, without its sign, in [0, pi].
bool is_azimuth(const Program& program, const Expr& expr) {
    const Expr& value = behind_defines(program, expr);
    if (value.kind == Expr::Kind::absolute) return is_azimuth(program, *value.operands[0]);
    return is_attribute(value, {"phi"}) || calls(program, value, {"deltaPhi"});
}

/// A constant, perhaps negative.
const Expr* constant_in(const Expr& expr) {
    if (expr.kind == Expr::Kind::number) return &expr;
    if (expr.kind == Expr::Kind::negate) return constant_in(*expr.operands[0]);
    return nullptr;
}

void walk(const Expr& expr, const std::function<void(const Expr&)>& visit) {
    visit(expr);
    for (const ExprPtr& operand : expr.operands)
        if (operand != nullptr) walk(*operand, visit);
}

bool mentions(const Expr& expr, VariableId variable) {
    bool found = false;
    walk(expr, [&](const Expr& part) { found |= part.kind == Expr::Kind::element && part.variable == variable; });
    return found;
}

/// Whether every object of `part` is one of `whole`, by the way the collections are built.
bool contains(const Program& program, CollectionId whole, CollectionId part) {
    if (whole == part) return true;
    const Collection& outer = program.collections[whole];
    const Collection& inner = program.collections[part];
    if (inner.sources.empty()) return false;
    if (outer.kind == Collection::Kind::union_of && outer.cuts.empty())
        for (const CollectionId source : outer.sources)
            if (contains(program, source, part)) return true;
    return std::all_of(inner.sources.begin(), inner.sources.end(),
                       [&](CollectionId source) { return contains(program, whole, source); });
}

void warn_of_signed(Checker& checker, const Expr& value, const syntax::Expr& tree) {
    Diagnostic& diagnostic = checker.reporter().warning(
        "W0808", tree.span,
        fmt::format("{} is signed: this looks at one side only, and as many events are on the other",
                    quote(tree.span)));
    const Expr& difference = behind_defines(checker.program(), value);
    if (difference.span.file != tree.span.file || difference.span.begin != value.span.begin)
        diagnostic.labels.push_back({difference.span, "a signed difference"});
    diagnostic.fixes.push_back(replace(tree.span, fmt::format("|{}|", tree.span.text()), "compare its absolute value",
                                       EditClass::changes_selection));
}

void warn_of_degrees(Checker& checker, const syntax::Expr& angle, Span number, Span insert_behind) {
    Diagnostic& diagnostic = checker.reporter().warning(
        "W0820", number,
        fmt::format("{} is in radians and never beyond pi; is {} in degrees?", quote(angle.span), number.text()));
    diagnostic.fixes.push_back(insert_after(insert_behind, " deg", "write degrees", EditClass::likely));
}

/// The objects whose charges are added up, or nothing.
std::vector<const Expr*> added_charges(const Program& program, const Expr& expr) {
    const Expr& value = behind_defines(program, expr);
    if (is_attribute(value, {"charge"})) return {value.operands[0].get()};
    if (value.kind == Expr::Kind::reduce && value.reduce_op == ReduceOp::sum)
        return added_charges(program, *value.operands[0]);
    if (value.kind != Expr::Kind::add) return {};
    std::vector<const Expr*> objects = added_charges(program, *value.operands[0]);
    const std::vector<const Expr*> others = added_charges(program, *value.operands[1]);
    if (objects.empty() || others.empty()) return {};
    objects.insert(objects.end(), others.begin(), others.end());
    return objects;
}

/// `a.charge + b.charge == 0` where one of them may be a tau, whose charge may be 0.
bool warn_of_charges(Checker& checker, const Expr& left, const Expr& right, const syntax::Expr& tree) {
    const bool zero_right = right.kind == Expr::Kind::number && right.value == 0;
    const bool zero_left = left.kind == Expr::Kind::number && left.value == 0;
    if (!zero_left && !zero_right) return false;
    const Expr& sum = zero_right ? left : right;
    if (is_attribute(sum, {"charge"})) return false;
    const std::vector<const Expr*> objects = added_charges(checker.program(), sum);
    const std::optional<int> tau = checker.schema().particle_named("Tau");
    const bool any_tau = tau && std::any_of(objects.begin(), objects.end(), [&](const Expr* object) {
                             return (object->type.object.particles >> *tau & 1) != 0;
                         });
    if (!any_tau) return false;
    Diagnostic& diagnostic = checker.reporter().warning(
        "W0825", tree.span, "a tau's charge may be 0, so the sum is 0 for pairs that have no opposite charges too");
    diagnostic.notes.push_back("`oppositeSign(a, b)` asks that both have a charge");
    const bool equal = tree.op == syntax::BinaryOp::equal;
    const auto written = [&](const Expr* object) { return object->span.file == tree.span.file; };
    if (objects.size() == 2 && std::all_of(objects.begin(), objects.end(), written)) {
        const std::string text = fmt::format("{}oppositeSign({}, {})", equal ? "" : "not ", objects[0]->span.text(),
                                             objects[1]->span.text());
        diagnostic.fixes.push_back(
            replace(tree.span, text, fmt::format("ask `{}`", text), EditClass::changes_selection));
    }
    return true;
}

/// Any tag, or the tight one, which PGS writes.
void offer_tags(Diagnostic& diagnostic, const syntax::Expr& tag, const syntax::Expr& tree) {
    const std::string text(tag.span.text());
    if (!text.ends_with("btag")) return;
    const std::string negation = tree.op == syntax::BinaryOp::not_equal ? "not " : "";
    const std::string object = text == "btag" ? "" : text.substr(0, text.size() - 5) + ", ";
    for (const std::string& asked : {text + "ged", fmt::format("btagged({}tight)", object)})
        diagnostic.fixes.push_back(replace(tree.span, negation + asked, fmt::format("ask `{}`", negation + asked),
                                           EditClass::changes_selection));
}

/// `|X - C| < W` for `X == C`: around the mass of the Z what is usual, else a tenth.
void offer_window(Diagnostic& diagnostic, const Expr& first, const Expr& second, const syntax::Expr& tree) {
    constexpr double kMassZ = 91.1876, kWidthZ = 15, kPart = 0.1;
    const bool right = constant_in(second) != nullptr, left = constant_in(first) != nullptr;
    if (left == right || tree.op != syntax::BinaryOp::equal) return;
    const Expr& constant = *constant_in(right ? second : first);
    const Expr& value = right ? first : second;
    if (constant.value == 0) return;
    const bool energy = value.type.dimension == Rational{1, 1};
    const bool is_z = energy && std::abs(constant.value - kMassZ) < 1;
    const double width = is_z ? kWidthZ : kPart * constant.value;
    const std::string unit = unit_of(value.type.dimension);
    const std::string text =
        fmt::format("|{} - {}| < {:.4g}{}{}", tree.operands[right ? 0 : 1]->span.text(),
                    tree.operands[right ? 1 : 0]->span.text(), width, unit.empty() ? "" : " ", unit);
    diagnostic.fixes.push_back(
        replace(tree.span, text, fmt::format("ask for a window, `{}`", text), EditClass::changes_selection));
}

void warn_of_equality(Checker& checker, const Expr& left, const Expr& right, const syntax::Expr& tree) {
    const Expr& first = behind_defines(checker.program(), left);
    const Expr& second = behind_defines(checker.program(), right);
    const bool tag_left = is_attribute(first, {"btag"}), tag_right = is_attribute(second, {"btag"});
    if (tag_left || tag_right) {
        const Expr& number = tag_left ? second : first;
        if (number.kind == Expr::Kind::number && number.value == 0) return;  // means the same with all writers
        Diagnostic& diagnostic = checker.reporter().warning("W0805", tree.span,
                                                            "the values of `btag` differ between writers: PGS writes 2 "
                                                            "for a tight tag, Delphes one bit per working point, so "
                                                            "an equality misses tagged jets");
        diagnostic.notes.push_back("`btagged` is true for every tagged jet");
        offer_tags(diagnostic, *tree.operands[tag_left ? 0 : 1], tree);
        return;
    }
    if (warn_of_charges(checker, first, second, tree)) return;
    const auto discrete = [](const Expr& expr) {
        return expr.type.kind == Type::Kind::integer || is_attribute(expr, {"tracks", "hadem"});
    };
    if (discrete(first) || discrete(second)) return;
    Diagnostic& diagnostic = checker.reporter().warning(
        "W0806", tree.span, "two computed numbers are almost never equal; ask for an interval");
    offer_window(diagnostic, first, second, tree);
    if (diagnostic.fixes.empty())
        diagnostic.notes.push_back(fmt::format("for example `{} in [low, high]`", tree.operands[0]->span.text()));
}

}  // namespace

void warn_of_comparison(Checker& checker, const Expr& comparison, const syntax::Expr& tree) {
    const Expr& left = *comparison.operands[0];
    const Expr& right = *comparison.operands[1];
    if (warn_of_discriminant(checker, comparison, tree) || warn_of_flavor(checker, comparison, tree)) return;
    if (comparison.compare_op == CompareOp::equal || comparison.compare_op == CompareOp::not_equal) {
        warn_of_equality(checker, left, right, tree);
        return;
    }
    const Program& program = checker.program();
    const auto check_side = [&](const Expr& value, const syntax::Expr& value_tree, const Expr& other) {
        const Expr* constant = constant_in(other);
        if (constant == nullptr || constant->value == 0) return;
        const bool unit = constant->span.text().find_first_of("dr") != std::string_view::npos;  // deg, rad
        if (is_azimuth(program, value) && std::abs(constant->value) > kAboveHalfTurn && !unit)
            warn_of_degrees(checker, value_tree, constant->span, constant->span);
        else if (is_signed_difference(program, behind_defines(program, value)))
            warn_of_signed(checker, value, value_tree);
    };
    check_side(left, *tree.operands[0], right);
    check_side(right, *tree.operands[1], left);
}

void warn_of_interval(Checker& checker, const Expr& interval, const syntax::Expr& tree) {
    const Program& program = checker.program();
    const Expr& value = *interval.operands[0];
    const double low = interval.operands[1]->value, high = interval.operands[2]->value;
    if (!tree.interval->unit && is_azimuth(program, value) && (low < -kAboveHalfTurn || high > kAboveHalfTurn))
        warn_of_degrees(checker, *tree.operands[0], tree.interval->span, tree.interval->span);
    else if (low > 0 && is_signed_difference(program, behind_defines(program, value)))
        warn_of_signed(checker, value, *tree.operands[0]);
}

void warn_of_event_quantity(Checker& checker, const Cut& cut, const std::vector<Variable>& self) {
    if (has_error(*cut.condition) || mentions(*cut.condition, self[0].id)) return;
    Diagnostic& diagnostic = checker.reporter().warning(
        "W0822", cut.condition->span,
        "this cut does not look at the object: it takes all of them or none, event by event");
    diagnostic.notes.push_back("a cut on the event belongs in a region");
}

void warn_of_self_comparison(Checker& checker, const Expr& condition, const Variable& self, CollectionId own_source) {
    const Program& program = checker.program();
    walk(condition, [&](const Expr& part) {
        if (part.kind != Expr::Kind::reduce || part.ranges[0].collection->kind != Expr::Kind::collection) return;
        if (!contains(program, part.ranges[0].collection->collection, own_source)) return;
        const VariableId other = part.ranges[0].variable;
        walk(*part.operands[0], [&](const Expr& call) {
            if (call.kind != Expr::Kind::call || call.operands.size() != 2) return;
            const Expr& a = *call.operands[0];
            const Expr& b = *call.operands[1];
            const auto is = [](const Expr& expr, VariableId id) {
                return expr.kind == Expr::Kind::element && expr.variable == id;
            };
            if (!(is(a, self.id) && is(b, other)) && !(is(a, other) && is(b, self.id))) return;
            Diagnostic& diagnostic = checker.reporter().warning(
                "W0819", call.span,
                fmt::format("`{}` runs over the object itself too, so {} also compares it with itself",
                            part.ranges[0].name, quote(call.span)));
            diagnostic.notes.push_back("compare with a collection that the object is not in");
        });
    });
}

namespace {

/// Whether a name has a word between its underscores and digits: `pt` in `pt_j1`, not in `option`.
bool has_word(std::string_view name, std::string_view word) {
    const auto is_letter = [&](std::size_t at) {
        return at < name.size() && std::isalpha(static_cast<unsigned char>(name[at])) != 0;
    };
    for (std::size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1))
        if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + word.size())) return true;
    return false;
}

bool says(const Histogram& histogram, const std::string& quantity) {
    if (quantity == "pt") {
        const auto labelled = [&](const char* text) { return histogram.label.find(text) != std::string::npos; };
        return has_word(histogram.name, "pt") || has_word(histogram.name, "pT") || labelled("p_T") ||
               labelled("p_{T}") || labelled("p_{\\mathrm{T}}");
    }
    return histogram.name.find(quantity) != std::string::npos ||
           histogram.label.find("\\" + quantity) != std::string::npos;
}

/// What a histogram is called after, if that is one of pt, eta and phi and is not what it shows; else empty.
std::string quantity_said(const Histogram& histogram, const std::string& shown) {
    if (says(histogram, shown)) return "";
    std::string said;
    for (const char* quantity : {"pt", "eta", "phi"}) {
        // `theta` is another quantity than eta, and a label may speak of the jet of highest pt whatever is shown of it.
        const bool of_pt = shown == "pt" || std::string_view(quantity) == "pt";
        const bool exact = !of_pt || has_word(histogram.name, quantity);
        if (!exact || !says(histogram, quantity)) continue;
        if (!said.empty()) return "";
        said = quantity;
    }
    return said;
}

}  // namespace

void warn_of_mislabelled(Checker& checker, const Histogram& histogram) {
    // A profile is called after the mean, after what it is shown in bins of, or after both.
    if (histogram.dimensions.size() != 1 || histogram.mean != nullptr) return;
    const Expr& shown = *histogram.dimensions[0].value;
    const Expr& value = behind_defines(checker.program(), shown);
    if (histogram.ranges.empty()) warn_of_misnumbered(checker, histogram.name, histogram.span, shown);
    if (!is_attribute(value, {"eta", "phi", "pt"})) return;
    const std::string other = quantity_said(histogram, value.attribute_name);
    if (other.empty()) return;
    Diagnostic& diagnostic = checker.reporter().warning(
        "W0821", histogram.span,
        fmt::format("`{}` is called {}, and what it shows is {}", histogram.name, other, quote(shown.span)));
    const std::string text(shown.span.text());
    const bool fits_the_axis = other != "pt" && value.attribute_name != "pt";
    if (&value != &shown || !text.ends_with(value.attribute_name) || !fits_the_axis) return;
    const std::string meant = text.substr(0, text.size() - value.attribute_name.size()) + other;
    diagnostic.fixes.push_back(
        replace(shown.span, meant, fmt::format("show `{}`", meant), EditClass::changes_selection));
}

void Checker::warn_of_overlap(const Collection& collection, const syntax::Object& tree) {
    // Beside an error it may not be known what the sources hold.
    if (collection.kind != Collection::Kind::union_of || reporter_.error_count() > 0) return;
    for (std::size_t i = 0; i < collection.sources.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (!may_share_rows(program_, collection.sources[k], collection.sources[i])) continue;
            reporter_.warning("W0814", tree.sources[i].name.span,
                              fmt::format("`{}` and `{}` may hold the same object; `{}` holds it once",
                                          tree.sources[k].name.text, tree.sources[i].name.text, collection.name));
        }
    }
}

namespace {

/// Whether the name stands anywhere in the text but at its declaration.
bool is_mentioned_elsewhere(std::string_view name, Span declaration) {
    const std::string_view text = declaration.file->text();
    const auto in_word = [&](std::size_t at) {
        return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_');
    };
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const bool whole = !in_word(at + name.size()) && (at == 0 || !in_word(at - 1));
        if (whole && at != declaration.begin) return true;
    }
    return false;
}

}  // namespace

void Checker::warn_of_unused() {
    // Beside errors a use may not have been read, and a name that nobody knows may be meant for this one.
    const bool errors = reporter_.error_count() > 0;
    if (reporter_.has_unknown_name()) return;
    const auto is_used = [&](bool used, const std::string& name, Span span) {
        return used || (errors && is_mentioned_elsewhere(name, span));
    };
    const auto warn = [&](const char* what, const std::string& name, Span span) -> Diagnostic& {
        return reporter_.warning("W0809", span, fmt::format("the {} `{}` is never used", what, name));
    };
    for (const Collection& collection : program_.collections)
        if (!is_used(collection.used, collection.name, collection.span))
            warn("object", collection.name, collection.span);
    for (const Candidate& candidate : program_.candidates)
        if (!is_used(candidate.used, candidate.name, candidate.span)) warn("candidate", candidate.name, candidate.span);
    for (const Define& define : program_.defines) {
        if (is_used(define.used, define.name, define.span)) continue;
        Diagnostic& diagnostic = warn("define", define.name, define.span);
        const syntax::Define& tree = *find(define.name)->define;
        diagnostic.fixes.push_back(replace(whole_line(tree.span), "", "remove the define", EditClass::likely));
    }
    for (const auto& [name, function] : functions_)
        if (!function.from_library && !is_used(function.used, name, function.name.span))
            warn(function.table != nullptr ? "table" : "function", name, function.name.span);
}

}  // namespace collmc::semantics
