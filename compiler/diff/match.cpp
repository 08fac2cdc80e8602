// Which statement of one region is which of the other.

#include <algorithm>
#include <map>

#include "compiler/diff/comparison.h"
#include "compiler/diff/pairing.h"

namespace collmc::diff {

namespace {

/// Pairs of places in two lists, each place at most once.
class Matching {
public:
    Matching(std::size_t before, std::size_t after) : partner_of_before_(before, -1), partner_of_after_(after, -1) {}

    bool is_free(std::size_t before, std::size_t after) const {
        return partner_of_before_[before] < 0 && partner_of_after_[after] < 0;
    }
    void add(std::size_t before, std::size_t after) {
        partner_of_before_[before] = static_cast<int>(after);
        partner_of_after_[after] = static_cast<int>(before);
    }
    /// Pairs each with the first free one that the rule accepts.
    template <class Rule>
    void match(Rule rule) {
        for (std::size_t j = 0; j < partner_of_after_.size(); ++j)
            for (std::size_t i = 0; i < partner_of_before_.size(); ++i)
                if (is_free(i, j) && rule(i, j)) add(i, j);
    }
    /// Pairs what is most alike, as long as it is at least a half.
    template <class Likeness>
    void match_best(Likeness likeness) {
        struct Candidate {
            double score;
            std::size_t before, after;
        };
        std::vector<Candidate> candidates;
        for (std::size_t j = 0; j < partner_of_after_.size(); ++j)
            for (std::size_t i = 0; i < partner_of_before_.size(); ++i)
                if (is_free(i, j))
                    if (const double score = likeness(i, j); score >= 0.5) candidates.push_back({score, i, j});
        std::stable_sort(candidates.begin(), candidates.end(),
                         [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
        for (const Candidate& it : candidates)
            if (is_free(it.before, it.after)) add(it.before, it.after);
    }

    /// In the order of the second list; what is only in the first one last.
    std::vector<Match> matches() const {
        std::vector<Match> all;
        for (std::size_t j = 0; j < partner_of_after_.size(); ++j)
            all.push_back({partner_of_after_[j], static_cast<int>(j)});
        for (std::size_t i = 0; i < partner_of_before_.size(); ++i)
            if (partner_of_before_[i] < 0) all.push_back({static_cast<int>(i), -1});
        return all;
    }

private:
    std::vector<int> partner_of_before_, partner_of_after_;
};

bool is_one_kind(const Entry& a, const Entry& b) { return a.item.statement.kind == b.item.statement.kind; }

/// Whether two outputs could have one name: what is shown as a histogram is one kind.
bool share_names(const Entry& a, const Entry& b) {
    using Kind = semantics::Statement::Kind;
    const auto is_shown = [](const Entry& it) {
        return it.item.statement.kind == Kind::histogram || it.item.statement.kind == Kind::bins;
    };
    return is_one_kind(a, b) || (is_shown(a) && is_shown(b));
}

template <class Keep>
std::vector<Match> match_where(const std::vector<Entry>& before, const std::vector<Entry>& after, const Keep& keep,
                               Matching& matching) {
    std::vector<Match> kept;
    for (const Match& it : matching.matches()) {
        const Entry& entry =
            it.after >= 0 ? after[static_cast<std::size_t>(it.after)] : before[static_cast<std::size_t>(it.before)];
        if (keep(entry)) kept.push_back(it);
    }
    return kept;
}

}  // namespace

std::vector<Match> match_rows(Conditions& conditions, const std::vector<Entry>& before,
                              const std::vector<Entry>& after) {
    Matching matching(before.size(), after.size());
    const auto rows = [&](auto rule) {
        return [&, rule](std::size_t i, std::size_t j) {
            return before[i].item.is_row() && is_one_kind(before[i], after[j]) && rule(before[i], after[j]);
        };
    };
    matching.match(rows([](const Entry& a, const Entry& b) { return a.exact == b.exact && a.named == b.named; }));
    matching.match(rows([](const Entry& a, const Entry& b) { return a.exact == b.exact; }));
    matching.match(rows([](const Entry& a, const Entry& b) { return a.named == b.named; }));
    matching.match_best([&](std::size_t i, std::size_t j) -> double {
        const Entry &a = before[i], &b = after[j];
        if (!a.item.is_row() || !is_one_kind(a, b)) return 0;
        // Of two that are as much alike those at the same place.
        const double near = i == j ? 0.01 : 0;
        if (a.item.cut() != nullptr) return likeness(conditions, a.asked, b.asked) + near;
        const std::string label = a.item.label();
        return (!label.empty() && label == b.item.label() ? 1.0 : 0.5) + near;
    });
    return match_where(before, after, [](const Entry& it) { return it.item.is_row(); }, matching);
}

std::vector<Match> match_outputs(const std::vector<Entry>& before, const std::vector<Entry>& after) {
    Matching matching(before.size(), after.size());
    const auto outputs = [&](auto rule) {
        return [&, rule](std::size_t i, std::size_t j) {
            return !before[i].item.is_row() && !after[j].item.is_row() && share_names(before[i], after[j]) &&
                   rule(before[i], after[j]);
        };
    };
    const auto has_name = [](const std::vector<Entry>& list, const Entry& like) {
        return std::any_of(list.begin(), list.end(), [&](const Entry& it) {
            return !it.item.is_row() && share_names(it, like) && it.item.name() == like.item.name();
        });
    };
    matching.match(outputs([](const Entry& a, const Entry& b) { return a.item.name() == b.item.name(); }));
    const auto renamed = [&](const Entry& a, const Entry& b) { return !has_name(after, a) && !has_name(before, b); };
    matching.match(outputs([&](const Entry& a, const Entry& b) { return a.exact == b.exact && renamed(a, b); }));
    matching.match(outputs([&](const Entry& a, const Entry& b) { return a.named == b.named && renamed(a, b); }));
    return match_where(before, after, [](const Entry& it) { return !it.item.is_row(); }, matching);
}

std::vector<Match> in_order(std::vector<Match> matches) {
    std::erase_if(matches, [](const Match& it) { return it.before < 0 || it.after < 0; });
    std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.after < b.after; });
    // Longest ascending run of `before`: the best one that ends with each match.
    std::vector<std::size_t> length(matches.size(), 1);
    std::vector<int> previous(matches.size(), -1);
    std::size_t last = 0;
    for (std::size_t j = 0; j < matches.size(); ++j) {
        for (std::size_t i = 0; i < j; ++i) {
            if (matches[i].before >= matches[j].before || length[i] + 1 <= length[j]) continue;
            length[j] = length[i] + 1;
            previous[j] = static_cast<int>(i);
        }
        if (length[j] > length[last]) last = j;
    }
    std::vector<Match> run;
    if (matches.empty()) return run;
    for (int at = static_cast<int>(last); at >= 0; at = previous[static_cast<std::size_t>(at)])
        run.push_back(matches[static_cast<std::size_t>(at)]);
    std::reverse(run.begin(), run.end());
    return run;
}

}  // namespace collmc::diff
