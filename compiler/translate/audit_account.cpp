#include "compiler/translate/audit_account.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "compiler/diff/join.h"
#include "compiler/diff/pairing.h"
#include "compiler/diff/statements.h"
#include "compiler/diff/wording.h"
#include "compiler/semantics/words.h"
#include "compiler/translate/audit_conditions.h"
#include "compiler/translate/audit_outputs.h"

namespace collmc::translate {

using diff::Condition;
using diff::Fact;
using diff::Item;
using diff::TermId;
using semantics::Collection;
using semantics::Numbers;

namespace {

/// The lines of a statement, in canonical form: its first, and those below that go deeper.
std::string_view lines_of(semantics::Span statement) {
    const std::string_view text = statement.file->text();
    std::size_t begin = text.rfind('\n', statement.begin == 0 ? 0 : statement.begin - 1);
    begin = begin == std::string_view::npos || statement.begin == 0 ? 0 : begin + 1;
    const auto indent_at = [&](std::size_t at) { return std::min(text.find_first_not_of(' ', at), text.size()) - at; };
    const std::size_t indent = indent_at(begin);
    std::size_t end = std::min(text.find('\n', begin), text.size());
    // The head of a block has its mark on its own line; the lines below belong to others.
    while (end < text.size() && text.substr(begin, end - begin).find("# ") == std::string_view::npos) {
        if (end + 1 >= text.size() || text[end + 1] == '\n' || indent_at(end + 1) <= indent) break;
        end = std::min(text.find('\n', end + 1), text.size());
    }
    return text.substr(begin, end - begin);
}

}  // namespace

int request_of(semantics::Span statement) {
    if (!statement.valid()) return 0;
    constexpr std::string_view kMark = "# request ";
    const std::string_view lines = lines_of(statement);
    const std::size_t at = lines.find(kMark);
    if (at == std::string_view::npos) return 0;
    int number = 0;
    std::from_chars(lines.data() + at + kMark.size(), lines.data() + lines.size(), number);
    return number;
}

std::string assumed_of(semantics::Span statement) {
    if (!statement.valid()) return "";
    const std::string_view text = statement.file->text(), lines = lines_of(statement);
    std::size_t at = static_cast<std::size_t>(lines.data() - text.data()) + lines.size();
    at = text.find_first_not_of(" \t\n", at);
    constexpr std::string_view kMark = "# assumed:";
    if (at == std::string_view::npos || !text.substr(at).starts_with(kMark)) return "";
    return std::string(text.substr(at + kMark.size(), text.find('\n', at) - at - kMark.size()));
}

namespace {

/// A fact or a bound of one value, of one cut.
struct Atom {
    std::optional<TermId> term;  ///< of a bound
    Numbers numbers;
    std::optional<Fact> fact;
    bool guarded = false;  ///< of a cut that is asked only of events with the objects that it reads

    bool same_subject(const Atom& other) const {
        if (term && other.term) return *term == *other.term;
        return fact && other.fact && fact->first == other.fact->first && fact->second == other.fact->second;
    }
    /// Whether this one of the program answers the one of the request. Where that has no guard, the objects are
    /// there, by the cuts above.
    bool answers(const Atom& other) const {
        if (other.guarded && !guarded) return false;
        if (term && other.term) return *term == *other.term && numbers == other.numbers;
        return fact && other.fact && *fact == *other.fact;
    }
};

std::vector<Atom> atoms_of(const Condition& condition, bool guarded = false) {
    std::vector<Atom> atoms;
    for (const auto& [term, numbers] : condition.bounds) atoms.push_back({term, numbers, {}, guarded});
    for (const Fact& fact : condition.facts) atoms.push_back({{}, {}, fact, guarded});
    return atoms;
}

/// A cut of one of the programs.
struct Row {
    const semantics::Cut* cut = nullptr;
    std::vector<Atom> atoms;
    std::vector<Atom> guard;  ///< that the objects which it reads are there
    int request = 0;
    std::string assumed;
    std::string text;
    std::uint32_t line = 0;
    bool matched = false;  ///< of the program: it answers something
};

class Comparison {
public:
    Comparison(const Audited& expected, const Audited& program)
        : expected_(*expected.program),
          program_(*program.program),
          pairs_(pairs_of(expected_, program_)),
          joint_(expected_, program_, &pairs_, diff::Joint::Mode::names, diff::Joint::Rounding::ignored),
          plain_(joint_) {}

    Account run() {
        found_ = rows_of(program_, false);  // first, so that a loop which counts is the program's
        collections();
        candidates();
        rows();
        OutputAudit(joint_, plain_, expected_, program_, account_).run();
        std::stable_sort(account_.invented.begin(), account_.invented.end(),
                         [](const auto& a, const auto& b) { return a.line < b.line; });
        return std::move(account_);
    }

private:
    static diff::Pairs pairs_of(const semantics::Program& a, const semantics::Program& b) {
        diff::Pairs pairs = diff::pair_up(a, b);
        // Values are compared by what they are, never by their names.
        pairs.defines.clear();
        pairs.functions.clear();
        return pairs;
    }

    diff::Conditions& conditions() { return joint_.conditions(); }

    void answer(int request, Verdict verdict, semantics::Span span, std::string explanation, std::string text = {}) {
        account_.answers.push_back({request, verdict, text.empty() ? diff::written(span) : std::move(text),
                                    diff::line_of(span), std::move(explanation)});
    }
    void invent(semantics::Span span, std::string text, std::string explanation = {}) {
        account_.invented.push_back(
            {0, Verdict::invented, std::move(text), diff::line_of(span), std::move(explanation), request_of(span)});
    }

    std::string describe(const Atom& atom) {
        if (atom.term)
            return semantics::describe(atom.numbers, conditions().terms()[*atom.term].type.dimension) +
                   (atom.guarded ? " where there is one" : "");
        switch (atom.fact->form) {
            case Fact::Form::holds: return "that it holds";
            case Fact::Form::fails: return "that it does not hold";
            case Fact::Form::less: return "less";
            case Fact::Form::less_equal: return "at most";
            case Fact::Form::equal: return "equal";
            case Fact::Form::not_equal: return "not equal";
            default: return "another condition";
        }
    }

    // ---- objects ----

    static const Collection& at(const semantics::Program& program, int id) {
        return program.collections[static_cast<std::size_t>(id)];
    }

    void collections() {
        std::set<int> answered;
        for (int i = 0; i < static_cast<int>(expected_.collections.size()); ++i) {
            const Collection& own = at(expected_, i);
            if (!diff::is_declared(expected_, own)) continue;
            const auto pair = std::find_if(pairs_.collections.begin(), pairs_.collections.end(),
                                           [&](const auto& it) { return it.second == i; });
            if (pair == pairs_.collections.end()) {
                missing_collection(i, own);
                continue;
            }
            answered.insert(pair->first);
            compare_collections(i, pair->first);
        }
        for (int i = 0; i < static_cast<int>(program_.collections.size()); ++i) {
            const Collection& other = at(program_, i);
            if (answered.contains(i) || !diff::is_declared(program_, other) || other.cuts.empty()) continue;
            const diff::Joint::Selection found =
                plain_.selection(joint_.after().own.collections[static_cast<std::size_t>(i)]);
            if (is_expected(found)) continue;
            for (const semantics::Cut& cut : other.cuts)
                invent(cut.span, fmt::format("object {}: {}", other.name, diff::written(cut.span)));
        }
    }

    /// Whether some collection of the request is the same selection.
    bool is_expected(const diff::Joint::Selection& found) {
        for (int i = 0; i < static_cast<int>(expected_.collections.size()); ++i) {
            const diff::Joint::Selection own =
                plain_.selection(joint_.before().own.collections[static_cast<std::size_t>(i)]);
            if (own.origin == found.origin && own.condition == found.condition) return true;
        }
        return false;
    }

    void missing_collection(int id, const Collection& own) {
        // The program may have it under another name, or select from the file's objects directly.
        const diff::Joint::Selection wanted =
            plain_.selection(joint_.before().own.collections[static_cast<std::size_t>(id)]);
        for (int i = 0; i < static_cast<int>(program_.collections.size()); ++i) {
            const diff::Joint::Selection found =
                plain_.selection(joint_.after().own.collections[static_cast<std::size_t>(i)]);
            if (wanted.origin != found.origin || !(wanted.condition == found.condition)) continue;
            for (const semantics::Cut& cut : own.cuts)
                if (const int request = request_of(cut.span))
                    answer(request, Verdict::agrees, at(program_, i).span, "",
                           fmt::format("object {}", at(program_, i).name));
            return;
        }
        // Or it may ask directly whether one passes, or how many do.
        const std::optional<semantics::Span> loop = plain_.loop_over(wanted);
        for (const semantics::Cut& cut : own.cuts)
            if (const int request = request_of(cut.span); request > 0 && loop)
                answer(request, Verdict::agrees, *loop, "");
            else if (request > 0)
                answer(request, Verdict::missing, {},
                       fmt::format("there are no {} with `{}`", own.name, diff::written(cut.span)));
    }

    void compare_collections(int before, int after) {
        const Collection& own = at(expected_, before);
        const Collection& other = at(program_, after);
        const diff::Joint::Selection wanted =
            plain_.selection(joint_.before().own.collections[static_cast<std::size_t>(before)]);
        const diff::Joint::Selection found =
            plain_.selection(joint_.after().own.collections[static_cast<std::size_t>(after)]);
        const std::vector<Atom> there = atoms_of(found.condition), all_wanted = atoms_of(wanted.condition);
        std::vector<Atom> explained;
        // The scope of the joint program's own copy: the one that selection() used.
        const Collection& copy = joint_.program().collections[static_cast<std::size_t>(
            joint_.before().own.collections[static_cast<std::size_t>(before)])];
        for (std::size_t k = 0; k < copy.cuts.size(); ++k) {
            const int request = request_of(own.cuts[k].span);
            Verdict verdict = Verdict::agrees;
            std::string explanation;
            for (const Atom& atom :
                 atoms_of(plain_.of(conditions().passed(copy.cuts[k], conditions().scope_of(copy))))) {
                const auto now = std::find_if(all_wanted.begin(), all_wanted.end(),
                                              [&](const Atom& it) { return it.same_subject(atom); });
                const Atom& whole = now == all_wanted.end() ? atom : *now;
                const auto same = std::find_if(there.begin(), there.end(),
                                               [&](const Atom& it) { return it.answers(whole) || it.answers(atom); });
                const auto alike =
                    std::find_if(there.begin(), there.end(), [&](const Atom& it) { return it.same_subject(atom); });
                if (same != there.end()) {
                    explained.push_back(*same);
                } else if (alike != there.end()) {
                    verdict = Verdict::differs;
                    explanation = fmt::format("asked for: {}; the program has: {}", describe(whole), describe(*alike));
                    explained.push_back(*alike);
                } else if (verdict == Verdict::agrees) {
                    verdict = Verdict::missing;
                    explanation =
                        fmt::format("{} of the program do not have `{}`", other.name, diff::written(own.cuts[k].span));
                }
            }
            if (request > 0)
                answer(request, verdict, object_span(other, own.cuts[k]), explanation, object_text(other, own.cuts[k]));
            else if (verdict != Verdict::agrees)
                invent(other.span, fmt::format("object {}", other.name), explanation);
        }
        if (wanted.origin != found.origin) {
            const int request = own.cuts.empty() ? request_of(own.span) : request_of(own.cuts.front().span);
            answer(request > 0 ? request : 1, Verdict::differs, other.span,
                   fmt::format("{} are taken from other objects than asked for", other.name),
                   fmt::format("object {}", other.name));
        }
        // What its own cuts ask beyond that.
        const Collection& other_copy =
            joint_.program()
                .collections[static_cast<std::size_t>(joint_.after().own.collections[static_cast<std::size_t>(after)])];
        for (std::size_t k = 0; k < other_copy.cuts.size(); ++k)
            for (const Atom& atom :
                 atoms_of(plain_.of(conditions().passed(other_copy.cuts[k], conditions().scope_of(other_copy))))) {
                const auto is = [&](const Atom& it) { return it.same_subject(atom); };
                if (std::any_of(all_wanted.begin(), all_wanted.end(), is) ||
                    std::any_of(explained.begin(), explained.end(), is))
                    continue;
                invent(other.cuts[k].span, fmt::format("object {}: {}", other.name, diff::written(other.cuts[k].span)));
                break;
            }
    }

    /// The cut of the program's object that comes nearest to the one that was asked for.
    const semantics::Cut* nearest_cut(const Collection& other, const semantics::Cut& wanted) {
        const std::string text = diff::written(wanted.condition->span);
        const std::string subject = text.substr(0, text.find(' '));
        for (const semantics::Cut& it : other.cuts)
            if (diff::written(it.condition->span) == text) return &it;
        for (const semantics::Cut& it : other.cuts)
            if (diff::written(it.condition->span).substr(0, subject.size()) == subject) return &it;
        return nullptr;
    }
    semantics::Span object_span(const Collection& other, const semantics::Cut& wanted) {
        const semantics::Cut* cut = nearest_cut(other, wanted);
        return cut != nullptr ? cut->span : other.span;
    }
    std::string object_text(const Collection& other, const semantics::Cut& wanted) {
        const semantics::Cut* cut = nearest_cut(other, wanted);
        if (cut != nullptr) return fmt::format("object {}: {}", other.name, diff::written(cut->span));
        std::string all;
        for (const semantics::Cut& it : other.cuts) all += (all.empty() ? "" : ", ") + diff::written(it.span);
        return fmt::format("object {}: {}", other.name, all);
    }

    // ---- candidates ----

    void candidates() {
        for (int i = 0; i < static_cast<int>(expected_.candidates.size()); ++i) {
            const semantics::Candidate& own = expected_.candidates[static_cast<std::size_t>(i)];
            if (!diff::is_declared(own)) continue;
            const auto pair = std::find_if(pairs_.candidates.begin(), pairs_.candidates.end(),
                                           [&](const auto& it) { return it.second == i; });
            const int request = own.cuts.empty() ? request_of(own.span) : request_of(own.cuts.front().span);
            if (pair == pairs_.candidates.end()) {
                answer(request, Verdict::missing, {}, fmt::format("the program has no candidate like {}", own.name));
                continue;
            }
            const semantics::Candidate& other = program_.candidates[static_cast<std::size_t>(pair->first)];
            const semantics::Candidate& a =
                joint_.program()
                    .candidates[static_cast<std::size_t>(joint_.before().own.candidates[static_cast<std::size_t>(i)])];
            const semantics::Candidate& b = joint_.program().candidates[static_cast<std::size_t>(
                joint_.after().own.candidates[static_cast<std::size_t>(pair->first)])];
            std::string explanation;
            if (a.legs.size() != b.legs.size())
                explanation = "it has another number of members";
            else {
                for (std::size_t k = 0; k < a.legs.size(); ++k)
                    if (a.legs[k].collection != b.legs[k].collection) explanation = "its members are other objects";
                const Condition wanted = plain_.of(conditions().passed(a.cuts, conditions().scope_of(a)));
                const Condition found = plain_.of(conditions().passed(b.cuts, conditions().scope_of(b, &a)));
                if (!(wanted == found)) explanation = "its members are asked something else";
                if (explanation.empty() &&
                    !same_choice(a, b,
                                 assumed_of(own.span).find("of several pairs") != std::string::npos || is_assumed(own)))
                    explanation = "another one of several is chosen";
            }
            answer(request, explanation.empty() ? Verdict::agrees : Verdict::differs, other.span, explanation,
                   fmt::format("candidate {}", other.name));
        }
    }

    /// Whether the criterion was not asked for.
    static bool is_assumed(const semantics::Candidate& own) {
        const std::string_view text = own.span.file->text().substr(own.span.begin, 600);
        return text.substr(0, text.find("\n\n")).find("assumed: of several") != std::string_view::npos ||
               text.substr(0, text.find("\n\n")).find("(PDG)") != std::string_view::npos;
    }

    bool same_choice(const semantics::Candidate& a, const semantics::Candidate& b, bool target_is_free) {
        if (a.keys.size() != b.keys.size()) return false;
        for (std::size_t k = 0; k < a.keys.size(); ++k) {
            TermId x = conditions().value(*a.keys[k], conditions().scope_of(a));
            TermId y = conditions().value(*b.keys[k], conditions().scope_of(b, &a));
            if (target_is_free) {
                x = distance_of(x);
                y = distance_of(y);
            }
            if (x != y) return false;
        }
        return true;
    }
    /// K of |K - T|.
    TermId distance_of(TermId key) {
        const semantics::Term& outer = conditions().terms()[key];
        if (outer.kind != semantics::Expr::Kind::absolute) return key;
        const semantics::Term& inner = conditions().terms()[outer.operands[0]];
        return inner.kind == semantics::Expr::Kind::subtract ? inner.operands[0] : key;
    }

    // ---- cuts ----

    std::vector<Row> rows_of(const semantics::Program& program, bool before) {
        std::vector<Row> rows;
        for (int i = 0; i < static_cast<int>(program.regions.size()); ++i) {
            const semantics::Region& region = before ? joint_.region_before(i) : joint_.region_after(i);
            for (const Item& item : diff::items_of(region)) {
                const semantics::Cut* cut = item.cut();
                if (cut == nullptr) continue;
                Row row;
                row.cut = cut;
                read(*cut, row);
                row.request = request_of(cut->span);
                row.assumed = assumed_of(cut->span);
                row.text = diff::written(cut->span);
                row.line = diff::line_of(cut->span);
                rows.push_back(std::move(row));
            }
        }
        return rows;
    }

    /// A guard that says no more than that the objects are there leaves the condition as it is.
    void read(const semantics::Cut& cut, Row& row) {
        if (cut.guard != nullptr) {
            const Condition guard = plain_.holds(cut.guard.get());
            if (plain_.beyond_presence(guard, {conditions().value(*cut.condition)}).always()) {
                row.atoms = atoms_of(plain_.of(conditions().holds(cut.condition.get(), {}, !cut.reject)), true);
                row.guard = atoms_of(guard);
                return;
            }
        }
        row.atoms = atoms_of(plain_.of(conditions().passed(cut)));
    }

    static std::map<TermId, Numbers> together(const std::vector<Row>& rows) {
        std::map<TermId, Numbers> all;
        for (const Row& row : rows)
            for (const Atom& atom : row.atoms)
                if (atom.term) {
                    const auto [known, fresh] = all.emplace(*atom.term, atom.numbers);
                    if (!fresh) known->second = known->second & atom.numbers;
                }
        return all;
    }

    void rows() {
        const std::vector<Row> wanted = rows_of(expected_, true);
        std::vector<Row>& found = found_;
        const std::map<TermId, Numbers> asked = together(wanted), there = together(found);
        std::size_t last = 0;
        int last_request = 0;
        for (const Row& row : wanted) {
            Verdict verdict = Verdict::agrees;
            std::string explanation;
            const Row* answering = nullptr;
            bool exact = false;
            for (const Atom& atom : row.atoms) {
                const auto of = [&](auto test) {
                    return std::find_if(found.begin(), found.end(), [&](const Row& it) {
                        return std::any_of(it.atoms.begin(), it.atoms.end(), test);
                    });
                };
                auto same = of([&](const Atom& it) { return it.answers(atom); });
                const auto alike = of([&](const Atom& it) { return it.same_subject(atom); });
                if (same == found.end() && atom.term && !atom.guarded && there.contains(*atom.term) &&
                    there.at(*atom.term) == asked.at(*atom.term))
                    same = alike;
                if (same != found.end()) {
                    same->matched = true;
                    if (answering == nullptr || !exact) answering = &*same;
                    exact = true;
                } else if (alike != found.end()) {
                    alike->matched = true;
                    verdict = Verdict::differs;
                    answering = &*alike;
                    const auto now = std::find_if(alike->atoms.begin(), alike->atoms.end(),
                                                  [&](const Atom& it) { return it.same_subject(atom); });
                    explanation = fmt::format("asked for: {}; the program has: {}", describe(atom), describe(*now));
                } else if (is_let_pass(atom, found)) {
                    verdict = Verdict::differs;
                    explanation = "in the program, events without the objects pass";
                } else if (!is_guard(row, atom)) {
                    if (verdict == Verdict::agrees)
                        verdict = answering == nullptr ? Verdict::missing : Verdict::differs;
                    explanation = fmt::format("the program does not ask `{}`", row.text);
                }
            }
            if (verdict == Verdict::agrees && answering == nullptr) verdict = Verdict::missing;
            if (verdict == Verdict::agrees) {
                const auto index = static_cast<std::size_t>(answering - found.data());
                if (index < last && row.request != last_request) {
                    verdict = Verdict::differs;
                    explanation = fmt::format("it acts before the cut of request {}", last_request);
                } else {
                    last = index;
                    last_request = row.request;
                }
                check_extras(row, *answering, asked, verdict, explanation);
            }
            answer(row.request, verdict, answering == nullptr ? semantics::Span{} : answering->cut->span, explanation);
        }
        for (const Row& row : found) {
            if (row.matched) continue;
            const bool implied =
                std::all_of(row.atoms.begin(), row.atoms.end(), [&](const Atom& it) { return is_implied(it, asked); });
            if (!implied || row.atoms.empty()) invent(row.cut->span, row.text);
        }
    }

    /// A condition that the translation itself has put in front, so that an object is there.
    static bool is_guard(const Row& row, const Atom&) {
        return row.assumed.find("events without the objects") != std::string::npos && row.atoms.size() > 1;
    }

    /// Whether it is the guard of a cut of the program: without the objects that cut is passed.
    static bool is_let_pass(const Atom& atom, const std::vector<Row>& found) {
        return std::any_of(found.begin(), found.end(), [&](const Row& row) {
            return std::any_of(row.guard.begin(), row.guard.end(),
                               [&](const Atom& it) { return it.same_subject(atom); });
        });
    }

    static bool is_implied(const Atom& atom, const std::map<TermId, Numbers>& asked) {
        if (!atom.term) return false;
        const auto known = asked.find(*atom.term);
        return known != asked.end() && (known->second & atom.numbers) == known->second;
    }

    /// What the answering cut asks beyond what was asked.
    void check_extras(const Row& wanted, const Row& found, const std::map<TermId, Numbers>& asked, Verdict& verdict,
                      std::string& explanation) {
        for (const Atom& atom : found.atoms) {
            if (std::any_of(wanted.atoms.begin(), wanted.atoms.end(),
                            [&](const Atom& it) { return it.same_subject(atom); }))
                continue;
            if (is_implied(atom, asked)) continue;
            bool elsewhere = false;
            for (const Row& row : rows_cache())
                elsewhere = elsewhere || std::any_of(row.atoms.begin(), row.atoms.end(),
                                                     [&](const Atom& it) { return atom.answers(it); });
            if (elsewhere || is_presence(atom)) continue;
            verdict = Verdict::differs;
            explanation = "the program's cut asks more than that";
        }
    }
    const std::vector<Row>& rows_cache() {
        if (cache_.empty()) cache_ = rows_of(expected_, true);
        return cache_;
    }
    /// `size(jets) >= 2` or `exists(Z)` beside what needs it.
    bool is_presence(const Atom& atom) {
        const auto kind = [&](TermId term) { return conditions().terms()[term].kind; };
        if (atom.term) return kind(*atom.term) == semantics::Expr::Kind::size && atom.numbers.high().value > 1e15;
        return atom.fact->form == Fact::Form::holds && kind(atom.fact->first) == semantics::Expr::Kind::exists;
    }

    const semantics::Program &expected_, &program_;
    diff::Pairs pairs_;
    diff::Joint joint_;
    AuditConditions plain_;
    std::vector<Row> found_, cache_;
    Account account_;
};

}  // namespace

Account compare(const Audited& expected, const Audited& program) {
    if (expected.program != nullptr) return Comparison(expected, program).run();
    Account account;
    for (const semantics::Region& region : program.program->regions)
        for (const Item& item : diff::items_of(region))
            account.invented.push_back({0, Verdict::invented, diff::written(item.span()), diff::line_of(item.span()),
                                        "", request_of(item.span())});
    for (const Collection& it : program.program->collections)
        if (diff::is_declared(*program.program, it))
            for (const semantics::Cut& cut : it.cuts)
                account.invented.push_back({0, Verdict::invented,
                                            fmt::format("object {}: {}", it.name, diff::written(cut.span)),
                                            diff::line_of(cut.span), "", request_of(cut.span)});
    return account;
}

}  // namespace collmc::translate
