// Ntuples: columns, and those of `first 10 of jets (pt, eta) pad 0`.

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "compiler/semantics/expressions.h"
#include "compiler/semantics/literals.h"
#include "compiler/semantics/outputs.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using SyntaxKind = syntax::Expr::Kind;

constexpr int kMostColumns = 10'000;

/// The name of a column without `as`: `mT_W` for `mT_W`, `MET_pt` for `MET.pt`. Empty for anything else.
std::string column_name(const syntax::Expr& tree) {
    if (tree.kind == SyntaxKind::name) return tree.name.text;
    if (tree.kind != SyntaxKind::attribute) return {};
    const std::string object = column_name(*tree.operands[0]);
    return object.empty() ? object : object + "_" + tree.name.text;
}

/// A name made of the letters and digits of an expression: `leptons_0_pt`.
std::string name_from(std::string_view text) {
    std::string name;
    for (const char c : text) {
        const bool word = std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (word)
            name += c;
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    return name;
}

syntax::ExprPtr make_tree(SyntaxKind kind, const syntax::Name& name, Span span, syntax::ExprPtr operand = nullptr) {
    auto tree = std::make_unique<syntax::Expr>();
    tree->kind = kind;
    tree->span = span;
    tree->name = name;
    if (operand != nullptr) tree->operands.push_back(std::move(operand));
    return tree;
}

class NtupleChecker {
public:
    NtupleChecker(Checker& checker, Ntuple& ntuple) : checker_(checker), ntuple_(ntuple) {}

    void add(const syntax::Column& column) {
        if (column.padded) {
            add_padded(*column.padded);
            return;
        }
        if (column.value == nullptr) return;
        ExprPtr value = ExpressionChecker(checker_, scope_).check_number(*column.value);
        const Span span = column.name ? column.name->span : column.value->span;
        std::string name = column.name ? column.name->text : column_name(*column.value);
        if (name.empty()) {
            name = name_from(column.value->span.text());
            if (!value->type.is_error() && !follows_misread(span)) {
                Diagnostic& diagnostic = checker_.reporter().error(
                    "E0509", span, fmt::format("this column needs a name: {} as NAME", column.value->span.text()));
                diagnostic.fixes.push_back(insert_after(column.value->span, " as " + name,
                                                        fmt::format("call it `{}`", name), EditClass::likely));
            }
        }
        add_named(std::move(name), std::move(value), span, &column);
    }

private:
    /// Whether the parser stumbled over what stands behind: `leptons[0].pt pt_lep`.
    bool follows_misread(Span span) const {
        const std::string_view text = span.file->text();
        std::uint32_t next = span.end;
        while (next < text.size() && std::isspace(static_cast<unsigned char>(text[next])) != 0) ++next;
        return checker_.reporter().is_misread({span.file, span.end, next});
    }

    /// Another name for a column: after its value, or with a number.
    std::string free_name(const std::string& name, const syntax::Column& column) const {
        constexpr std::size_t kLongest = 24;
        const std::string own = name_from(column.value->span.text());
        const auto is_free = [&](const std::string& other) {
            return names_.count(other) == 0 && meaning_of(other).empty();
        };
        if (own.size() <= kLongest && is_free(own)) return own;
        int number = 2;
        while (!is_free(fmt::format("{}_{}", name, number))) ++number;
        return fmt::format("{}_{}", name, number);
    }

    /// What every ntuple has in the column of this name; empty for others. `weight` itself is no name. A variation has
    /// its name in all of them, so that no column's name depends on what the variation changes.
    std::string meaning_of(const std::string& name) const {
        constexpr std::string_view kWeights = "weight__";
        if (name == "event") return "is the first column of every ntuple, the event's number";
        if (!name.starts_with(kWeights) || !checker_.is_variation(name.substr(kWeights.size()))) return {};
        return fmt::format("is the column of the weights in the variation `{}`", name.substr(kWeights.size()));
    }

    /// `column`: as written, or null where several columns are written as one.
    void add_named(std::string name, ExprPtr value, Span span, const syntax::Column* column) {
        Diagnostic* diagnostic = nullptr;
        if (const std::string meaning = meaning_of(name); !meaning.empty())
            diagnostic = &checker_.reporter().error("E0503", span,
                                                    fmt::format("`{}` {}; call this one otherwise", name, meaning));
        else if (!names_.insert(name).second)
            diagnostic = &checker_.reporter().error(
                "E0503", span, fmt::format("two columns of `{}` are called `{}`", ntuple_.name, name));
        if (diagnostic != nullptr && column != nullptr) {
            const std::string other = free_name(name, *column);
            const std::string title = fmt::format("call it `{}`", other);
            diagnostic->fixes.push_back(column->name ? replace(span, other, title, EditClass::likely)
                                                     : insert_after(span, " as " + other, title, EditClass::likely));
            names_.insert(other);
        }
        ntuple_.columns.push_back({std::move(name), std::move(value)});
    }

    /// The columns of the first object, then those of the second, and so on.
    void add_padded(const syntax::Column::Padded& padded) {
        int count = 0;
        const char* end = padded.count.data() + padded.count.size();
        const auto [stop, failure] = std::from_chars(padded.count.data(), end, count);
        const auto attributes = static_cast<int>(padded.attributes.size());
        if (failure != std::errc() || stop != end || count < 1 || attributes == 0 ||
            count > kMostColumns / attributes) {
            checker_.reporter().error("E0501", padded.span,
                                      fmt::format("`first {} of {}` makes no table; it can have up to {} columns",
                                                  padded.count, padded.of.text, kMostColumns));
            return;
        }
        const std::optional<CollectionId> collection = checker_.collection_named(padded.of);
        if (!collection) return;
        for (int i = 0; i < count; ++i) {
            for (const syntax::Name& attribute : padded.attributes) {
                ExprPtr value = padded_value(padded, *collection, attribute, i);
                if (value == nullptr) return;
                add_named(fmt::format("{}_{}_{}", padded.of.text, attribute.text, i), std::move(value), attribute.span,
                          nullptr);
            }
        }
    }

    /// `jets[i].pt else 0 GeV`; null, with a report, where that makes no sense.
    ExprPtr padded_value(const syntax::Column::Padded& padded, CollectionId collection, const syntax::Name& attribute,
                         int i) {
        const Span span{padded.span.file, padded.of.span.begin, attribute.span.end};
        const syntax::ExprPtr tree =
            make_tree(SyntaxKind::attribute, attribute, span, make_tree(SyntaxKind::name, padded.of, padded.of.span));
        const Type element = Type::of_object(checker_.program().collections[collection].element);
        MutableExpr all = make_expr(Expr::Kind::collection, Type::collection_of(element.object), padded.of.span);
        all->collection = collection;
        MutableExpr object = make_expr(Expr::Kind::at, element, padded.of.span, std::move(all));
        object->collection = collection;
        object->index = i;
        ExprPtr value = ExpressionChecker(checker_, scope_).check_attribute(*tree, std::move(object));
        if (!value->type.is_error() && !value->type.is_number()) {
            checker_.reporter().error("E0311", attribute.span,
                                      fmt::format("a column holds numbers; `{}` is {}", attribute.text,
                                                  describe(value->type, checker_.schema())));
            return nullptr;
        }
        if (value->type.is_error()) return nullptr;
        MutableExpr pad = make_expr(Expr::Kind::number, value->type, padded.pad.span);
        const std::optional<double> number = bound_value(padded.pad, padded.unit);
        if (!number) {
            checker_.reporter().error("E0005", padded.pad.span,
                                      fmt::format("{} is outside the range of numbers", quote(padded.pad.span)));
            return nullptr;
        }
        pad->value = *number;
        if (padded.unit && dimension_of(padded.unit) != value->type.dimension) {
            Diagnostic& diagnostic = checker_.reporter().error(
                "E0306", padded.unit->span,
                fmt::format("`{}` is {}, and what fills its columns is in {}; a bare number takes the unit of each "
                            "column",
                            attribute.text, describe(value->type, checker_.schema()), padded.unit->span.text()));
            diagnostic.labels.push_back({attribute.span, describe(value->type, checker_.schema())});
            diagnostic.fixes.push_back(replace({padded.span.file, padded.pad.span.end, padded.unit->span.end}, "",
                                               "fill with a bare number", EditClass::likely));
            return nullptr;
        }
        const bool whole = padded.pad.digits.find_first_not_of("0123456789") == std::string::npos && !padded.pad.is_pi;
        if (pad->type.kind == Type::Kind::integer && !whole) pad->type = Type::real();
        const Type type = pad->type;
        return make_expr(Expr::Kind::otherwise, type, span, std::move(value), std::move(pad));
    }

    Checker& checker_;
    Ntuple& ntuple_;
    const Scope scope_;
    std::set<std::string> names_;
};

}  // namespace

Ntuple check_ntuple(Checker& checker, const syntax::Ntuple& tree) {
    const Reporter::Frame frame = checker.reporter().inside("ntuple " + tree.name.text);
    Ntuple ntuple;
    ntuple.name = tree.name.text;
    ntuple.span = tree.name.span;
    ntuple.guard = check_guard(checker, tree.guard);
    NtupleChecker columns(checker, ntuple);
    for (const syntax::Column& column : tree.columns) columns.add(column);
    return ntuple;
}

}  // namespace collmc::semantics
