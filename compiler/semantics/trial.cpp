// Whether an edit repairs an expression: it is read and checked as it would be then, and its errors are counted.

#include <algorithm>

#include "compiler/semantics/expressions.h"
#include "compiler/semantics/remedies.h"
#include "compiler/syntax/parse.h"

namespace collmc::semantics {

Checker::Trial::Trial(Checker& checker, std::uint32_t place)
    : checker_(checker),
      dialect_(checker.program_.dialect),
      open_function_(std::exchange(checker.open_function_, nullptr)) {
    checker.trial_place_ = place;
}

Checker::Trial::~Trial() {
    checker_.trial_place_.reset();
    checker_.program_.dialect = dialect_;
    checker_.open_function_ = open_function_;
}

void Checker::read_function(const std::string& name) {
    const bool unread = functions_.count(name) == 0 && constants_.count(name) == 0;
    const auto has = [&](const std::vector<std::string>& names) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (!unread || whole_library_ == nullptr || (!has(library_functions_) && !has(library_constants_))) return;
    read_later_ = whole_library_(scratch_);
    whole_library_ = nullptr;
    for (const syntax::Tree& tree : read_later_) declare_library(tree);
}

std::size_t ExpressionChecker::errors_with(const std::string& text) {
    const Span root = this->root().span;
    const Checker::Trial trial(checker_, root.begin);
    diagnostics::Diagnostics found;
    const syntax::ExprPtr tree = syntax::parse_expression(checker_.scratch(text), found);
    if (tree == nullptr) return std::string::npos;
    const Reporter::Redirection aside = reporter().aside(found);
    ExpressionChecker checker(checker_, scope_);
    switch (wanted_) {
        case Wanted::condition: checker.check_condition(*tree, "select"); break;
        case Wanted::number: checker.check_number(*tree); break;
        case Wanted::anything: checker.check(*tree); break;
    }
    return found.error_count();
}

const syntax::Expr& ExpressionChecker::root() const {
    const Frame* frame = frame_;
    while (frame->outer != nullptr) frame = frame->outer;
    return *frame->tree;
}

const syntax::Expr* ExpressionChecker::around(const syntax::Expr& part) const {
    const Frame* frame = frame_;
    while (frame != nullptr && frame->tree != &part) frame = frame->outer;
    if (frame != nullptr) frame = frame->outer;
    while (frame != nullptr && frame->tree->kind == syntax::Expr::Kind::parentheses) frame = frame->outer;
    return frame == nullptr ? nullptr : frame->tree;
}

const syntax::Expr* ExpressionChecker::comparison_around() const {
    for (const Frame* frame = frame_; frame != nullptr; frame = frame->outer) {
        const syntax::Expr& tree = *frame->tree;
        if (tree.kind == syntax::Expr::Kind::in_interval) return &tree;
        if (tree.kind != syntax::Expr::Kind::binary) continue;
        if (tree.op >= syntax::BinaryOp::less && tree.op <= syntax::BinaryOp::not_equal) return &tree;
        if (tree.op == syntax::BinaryOp::logical_and || tree.op == syntax::BinaryOp::logical_or) return nullptr;
    }
    return nullptr;
}

bool ExpressionChecker::repairs(Span part, const std::string& text) {
    if (frame_ == nullptr) return false;
    const Span root = this->root().span;
    if (part.file != root.file || part.begin < root.begin || part.end > root.end || !checker_.may_try()) return false;
    const std::string before(root.text());
    // A mistake beside the one that is repaired stays.
    if (!errors_now_ || errors_root_ != &this->root()) {
        errors_now_ = std::max<std::size_t>(1, errors_with(before));
        errors_root_ = &this->root();
    }
    const std::string after = before.substr(0, part.begin - root.begin) + text + before.substr(part.end - root.begin);
    return errors_with(after) < *errors_now_;
}

bool Remedies::offer(Span part, const std::string& text, EditClass applicability, std::string title) {
    if (full() || has(part, text) || !checker_.repairs(part, text)) return false;
    add(part, text, applicability, std::move(title));
    return true;
}

void Remedies::add(Span part, const std::string& text, EditClass applicability, std::string title) {
    if (has(part, text)) return;
    if (title.empty()) title = "write `" + text + "`";
    fixes_.push_back(replace(part, text, std::move(title), applicability));
}

bool Remedies::has(Span part, const std::string& text) const {
    return std::any_of(fixes_.begin(), fixes_.end(), [&](const Fix& fix) {
        return fix.edits.size() == 1 && fix.edits[0].insert == text && fix.edits[0].span.begin == part.begin &&
               fix.edits[0].span.end == part.end;
    });
}

}  // namespace collmc::semantics
