// Edits for calls whose arguments do not fit: other ones, in another order, more or fewer of them, by their types.

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "compiler/semantics/collections.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/vocabulary.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using SyntaxKind = syntax::Expr::Kind;
using syntax::BinaryOp;

/// What may stand where an argument is asked for.
struct Value {
    std::string text;
    Type type;
};
/// One reading of an argument: itself, its object without the attribute, its two terms, nothing at all.
struct Reading {
    std::vector<Value> values;
    int changes = 0;
};

constexpr std::size_t kMostReadings = 3000;
constexpr std::size_t kMostPermuted = 4;  // of more arguments only two change places

/// Whether the parameter takes the value, by its type.
bool takes(const Type& parameter, const Type& value) {
    return parameter.is_error() ? value.is_number() || value.is_error() : is_subtype(value, parameter);
}

/// What the parameters take; an error type stands for any number.
std::vector<Type> parameter_types(const Program& program, const FunctionSymbol& function) {
    std::vector<Type> types;
    if (!is_generic(function) && function.id >= 0 && function.tree != nullptr && !function.tree->intrinsic) {
        for (const Function::Parameter& parameter : program.functions[function.id].parameters)
            types.push_back(parameter.type);
        return types;
    }
    for (const syntax::Parameter& parameter : parameters_of(function)) {
        const std::string& name = parameter.type.name.text;
        types.push_back(name == "Energy" ? Type::real({1, 1}) : name == "Real" ? Type::real() : Type::error());
    }
    return types;
}

class Rearrangement {
public:
    Rearrangement(std::vector<Type> parameters, std::vector<std::vector<Reading>> readings)
        : parameters_(std::move(parameters)), readings_(std::move(readings)) {}

    /// The argument lists that fit with the fewest changes, each as text.
    std::vector<std::string> fitting() {
        choose(0, {}, 0);
        return std::move(found_);
    }

private:
    void choose(std::size_t argument, const std::vector<Value>& values, int changes) {
        if (changes > best_ || ++tried_ > kMostReadings) return;
        if (argument < readings_.size()) {
            for (const Reading& reading : readings_[argument]) {
                std::vector<Value> more = values;
                more.insert(more.end(), reading.values.begin(), reading.values.end());
                choose(argument + 1, more, changes + reading.changes);
            }
            return;
        }
        if (values.size() != parameters_.size()) return;
        std::vector<std::size_t> order(values.size());
        std::iota(order.begin(), order.end(), 0);
        arrange(values, order, changes);
        if (changes + 1 > best_) return;
        if (values.size() <= kMostPermuted) {
            while (std::next_permutation(order.begin(), order.end())) arrange(values, order, changes + 1);
            return;
        }
        for (std::size_t i = 0; i < order.size(); ++i) {
            for (std::size_t j = i + 1; j < order.size(); ++j) {
                std::swap(order[i], order[j]);
                arrange(values, order, changes + 1);
                std::swap(order[i], order[j]);
            }
        }
    }

    void arrange(const std::vector<Value>& values, const std::vector<std::size_t>& order, int changes) {
        std::string text;
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (!takes(parameters_[i], values[order[i]].type)) return;
            text += (i == 0 ? "" : ", ") + values[order[i]].text;
        }
        if (changes < best_) found_.clear();
        best_ = changes;
        if (std::find(found_.begin(), found_.end(), text) == found_.end()) found_.push_back(text);
    }

    std::vector<Type> parameters_;
    std::vector<std::vector<Reading>> readings_;
    std::vector<std::string> found_;
    int best_ = 4;
    std::size_t tried_ = 0;
};

std::string text_of(const Expr& expr) { return std::string(expr.span.text()); }

bool is_comparison(const syntax::Expr& tree) {
    return tree.kind == SyntaxKind::binary && tree.op >= BinaryOp::less && tree.op <= BinaryOp::not_equal;
}

/// A text with the part of it that a span covers replaced.
std::string with_part(Span whole, Span part, std::string_view text) {
    const std::string_view before = whole.text();
    return std::string(before.substr(0, part.begin - whole.begin)) + std::string(text) +
           std::string(before.substr(part.end - whole.begin));
}

const syntax::Expr* first_collection(const syntax::Expr& tree, const std::vector<std::string>& collections) {
    if (tree.kind == SyntaxKind::index || (tree.kind == SyntaxKind::call && tree.comprehension != nullptr))
        return nullptr;
    if (tree.kind == SyntaxKind::name &&
        std::find(collections.begin(), collections.end(), tree.name.text) != collections.end())
        return &tree;
    for (const syntax::ExprPtr& operand : tree.operands)
        if (const syntax::Expr* found = operand == nullptr ? nullptr : first_collection(*operand, collections))
            return found;
    return nullptr;
}

}  // namespace

/// What an argument can have been meant to be.
static std::vector<Reading> readings_of(const Program& program, const Schema& schema, const Expr& argument,
                                        bool too_few, bool too_many) {
    std::vector<Reading> readings = {{{{text_of(argument), argument.type}}, 0}};
    const auto add = [&](std::vector<Value> values, int changes = 1) {
        readings.push_back({std::move(values), changes});
    };
    if (too_many) add({});
    if (argument.kind == Expr::Kind::attribute) add({{text_of(*argument.operands[0]), argument.operands[0]->type}});
    if (argument.kind == Expr::Kind::at) add({{text_of(*argument.operands[0]), argument.operands[0]->type}});
    const Expr& behind = behind_defines(program, argument);
    if (argument.type.kind == Type::Kind::object) {
        if (const Attribute* pt = schema.attribute(argument.type.object, "pt"))
            add({{text_of(argument) + ".pt", pt->type}});
        if (too_few && behind.kind == Expr::Kind::add)
            add({{text_of(*behind.operands[0]), behind.operands[0]->type},
                 {text_of(*behind.operands[1]), behind.operands[1]->type}});
        if (const int combination = behind.type.object.combination; too_few && combination >= 0) {
            std::vector<Value> members;
            for (const Candidate::Leg& leg : program.candidates[combination].legs)
                members.push_back({text_of(argument) + "." + leg.name, Type::of_object(leg.type)});
            add(std::move(members));
        }
    }
    if (argument.type.kind == Type::Kind::collection && too_few) {
        const Type element = Type::of_object(argument.type.object);
        add({{text_of(argument) + "[0]", element}, {text_of(argument) + "[1]", element}});
    }
    return readings;
}

std::vector<Fix> ExpressionChecker::fixes_for_call(const syntax::Expr& call, const FunctionSymbol& function,
                                                   const std::vector<ExprPtr>& arguments) {
    if (checker_.trying() || !scope_.sees_analysis || frame_ == nullptr || call.operands.empty()) return {};
    for (const ExprPtr& argument : arguments)
        if (argument->type.is_error()) return {};
    Remedies remedies(*this, 5);
    const Program& program = checker_.program();
    const std::vector<Type> parameters = parameter_types(program, function);
    const bool too_few = arguments.size()<parameters.size(), too_many = arguments.size()> parameters.size();
    const Span list{call.span.file, call.operands.front()->span.begin, call.operands.back()->span.end};
    std::vector<std::vector<Reading>> readings;
    for (const ExprPtr& argument : arguments)
        readings.push_back(readings_of(program, schema(), *argument, too_few, too_many));
    const Type met = Type::of_object({ObjectType::Kind::met, 0});
    if (too_few) readings.push_back({{{}, 0}, {{{schema().met.name, met}}, 2}});
    // A function of a longer name takes more: MT2massive.
    if (too_many) fix_with_longer_name(call, remedies);
    for (const std::string& text : Rearrangement(parameters, readings).fitting())
        remedies.offer(list, text, EditClass::likely, fmt::format("write `{}({})`", call.name.text, text));
    if (too_few) fix_with_longer_name(call, remedies);

    // Objects of a collection that has what is asked for in the place of those that have not.
    for (const ExprPtr& argument : arguments) {
        if (argument->kind != Expr::Kind::at || !remedies.empty()) continue;
        const std::string from = text_of(*argument->operands[0]);
        for (const std::string& other : checker_.collections_with("")) {
            if (other == from) continue;
            std::string all(list.text()), next;
            for (std::size_t at = 0; (at = all.find(from + "[", at)) != std::string::npos; at += other.size())
                all.replace(at, from.size(), other);
            if (arguments.size() == 2)
                for (int i = 0; i < 2 && next.empty(); ++i)
                    if (list.text().find(fmt::format("{}[{}]", other, i)) == std::string::npos)
                        next = fmt::format("{}[{}]", other, i);
            if (!next.empty() && list.text().find(other + "[") != std::string::npos)
                remedies.offer(argument->span, next, EditClass::changes_selection);
            else
                remedies.offer(list, all, EditClass::changes_selection);
        }
    }
    fix_collection_for_object(call, arguments, remedies);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        // The neutrino of a W boson has what the missing momentum lacks.
        const syntax::Expr& sum = without_parentheses(*call.operands[i]);
        if (sum.kind != SyntaxKind::binary || sum.op != BinaryOp::add ||
            sum.operands[1]->span.text() != schema().met.name)
            continue;
        checker_.read_function("neutrino");
        remedies.offer(sum.operands[1]->span,
                       fmt::format("neutrino({}, {})", sum.operands[0]->span.text(), schema().met.name));
    }
    if (remedies.empty() && !too_few && !too_many && !scope_.block().empty())
        leave_cut_out(call, fmt::format("`{}` is not for these objects", call.name.text), EditClass::changes_selection,
                      remedies);
    return remedies.take();
}

void ExpressionChecker::fix_with_longer_name(const syntax::Expr& call, Remedies& remedies) {
    for (const std::string& other : checker_.function_names()) {
        if (other.size() <= call.name.text.size() || other.compare(0, call.name.text.size(), call.name.text) != 0)
            continue;
        checker_.read_function(other);
        remedies.offer(call.name.span, other);
    }
}

void ExpressionChecker::fix_collection_for_object(const syntax::Expr& call, const std::vector<ExprPtr>& arguments,
                                                  Remedies& remedies) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const Expr& argument = *arguments[i];
        const syntax::Expr& tree = *call.operands[i];
        if (argument.type.kind != Type::Kind::collection || tree.kind != SyntaxKind::name) continue;
        const std::string collection(tree.span.text());
        const std::string variable = name_for_member_of(collection);
        const std::string loop = fmt::format(" for {} in {}", variable, collection);
        const syntax::Expr* comparison = comparison_around();
        if (comparison != nullptr) {
            const std::string one = with_part(comparison->span, tree.span, variable);
            for (const char* word : {"all", "any"})
                remedies.offer(comparison->span, fmt::format("{}({}{})", word, one, loop),
                               EditClass::changes_selection);
        }
        if (call.name.text == "deltaR")
            remedies.offer(call.span, fmt::format("min({}{})", with_part(call.span, tree.span, variable), loop),
                           EditClass::changes_selection);
        remedies.offer(tree.span, collection + "[0]", EditClass::changes_selection,
                       fmt::format("take the leading object, `{}[0]`", collection));
        if (comparison == nullptr || call.name.text != "deltaR" || arguments.size() != 2 || !is_comparison(*comparison))
            continue;
        // A distance to any of them: isNear, which is false for an empty collection.
        const bool far = comparison->op == BinaryOp::greater || comparison->op == BinaryOp::greater_equal;
        const std::string near = fmt::format("isNear({}, {}, {})", call.operands[1 - i]->span.text(), collection,
                                             comparison->operands[1]->span.text());
        checker_.read_function("isNear");
        const syntax::Cut* cut = checker_.open_cut();
        if (!repairs(comparison->span, near)) continue;
        if (far && cut != nullptr && cut->condition.get() == comparison && cut->guard == nullptr) {
            Fix fix =
                replace(comparison->span, near, fmt::format("write `{} {}`", cut->reject ? "select" : "reject", near),
                        EditClass::changes_selection);
            fix.edits.insert(fix.edits.begin(), {cut->keyword, cut->reject ? "select" : "reject"});
            remedies.add(std::move(fix));
        } else {
            remedies.add(comparison->span, far ? "not " + near : near, EditClass::changes_selection);
        }
    }
}

std::vector<Fix> ExpressionChecker::fixes_for_reduction(const syntax::Expr& call) {
    if (checker_.trying() || !scope_.sees_analysis || frame_ == nullptr || call.operands.empty()) return {};
    Remedies remedies(*this);
    const std::string& name = call.name.text;
    const syntax::Expr& first = without_parentheses(*call.operands[0]);
    if (call.operands.size() > 1) {
        std::vector<std::string> terms;
        for (const syntax::ExprPtr& operand : call.operands) terms.emplace_back(operand->span.text());
        const std::string sum = fmt::format("{}", fmt::join(terms, " + "));
        if (name == "sum" && !remedies.offer(call.span, sum)) remedies.offer(call.span, "(" + sum + ")");
    }
    std::vector<std::string> collections = checker_.collections_with("");
    for (const std::string& other : checker_.collection_names()) collections.push_back(other);
    if (first.kind == SyntaxKind::name) {
        if (name == "count") remedies.offer(call.span, fmt::format("size({})", first.name.text), EditClass::safe);
        checker_.read_function("HT");
        if (name == "sum") remedies.offer(call.span, fmt::format("HT({})", first.name.text));
    }
    if (const syntax::Expr* collection = first_collection(first, collections); collection != nullptr) {
        const std::string variable = name_for_member_of(collection->name.text);
        const std::string one = with_part(first.span, collection->span, variable);
        const bool certain = first.kind == SyntaxKind::attribute && first.operands[0].get() == collection;
        remedies.offer(call.span, fmt::format("{}({} for {} in {})", name, one, variable, collection->name.text),
                       certain ? EditClass::safe : EditClass::likely,
                       fmt::format("run over all objects of `{}`", collection->name.text));
    }
    // `sum(j.pt)`: what j runs over is not written yet.
    const syntax::Expr* owner = &first;
    while (!owner->operands.empty()) owner = owner->operands[0].get();
    if (remedies.empty() && owner->kind == SyntaxKind::name)
        for (const std::string& collection : checker_.collections_with(""))
            remedies.offer(call.span,
                           fmt::format("{}({} for {} in {})", name, first.span.text(), owner->name.text, collection));
    return remedies.take();
}

void ExpressionChecker::fix_called_value(const syntax::Expr& call, Remedies& remedies) {
    const std::string& name = call.name.text;
    if (call.operands.size() == 1) {
        remedies.offer(call.span, fmt::format("{}[{}]", name, call.operands[0]->span.text()));
        remedies.offer(call.span, fmt::format("{} * ({})", name, call.operands[0]->span.text()));
    }
    for (const std::string& function : checker_.function_names()) {
        if (lower_case(function) != lower_case(name)) continue;
        checker_.read_function(function);
        remedies.offer(call.name.span, function);
    }
}

std::vector<Fix> ExpressionChecker::fixes_for_size(const syntax::Expr& call) {
    if (checker_.trying() || !scope_.sees_analysis || frame_ == nullptr || call.operands.empty()) return {};
    Remedies remedies(*this);
    const syntax::Expr* comparison = comparison_around();
    std::vector<std::string> each, sizes;
    for (const syntax::ExprPtr& operand : call.operands) {
        sizes.push_back(fmt::format("size({})", operand->span.text()));
        if (comparison != nullptr) each.push_back(with_part(comparison->span, call.span, sizes.back()));
    }
    const std::string sum = fmt::format("{}", fmt::join(sizes, " + "));
    const bool none = comparison != nullptr && comparison->kind == SyntaxKind::binary &&
                      comparison->op == BinaryOp::equal && comparison->operands[1]->span.text() == "0";
    if (none) remedies.offer(comparison->span, fmt::format("{}", fmt::join(each, " and ")));
    const syntax::Expr* parent = around(call);
    const bool bare = parent == nullptr || parent == comparison;
    remedies.offer(call.span, bare ? sum : "(" + sum + ")");
    if (comparison != nullptr && !none) remedies.offer(comparison->span, fmt::format("{}", fmt::join(each, " and ")));
    return remedies.take();
}

}  // namespace collmc::semantics
