#include "compiler/translate/audit.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/snippet.h"
#include "compiler/translate/audit_account.h"
#include "compiler/translate/audit_words.h"

namespace collmc::translate {

const char* name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::agrees: return "agrees";
        case Verdict::differs: return "differs";
        case Verdict::missing: return "missing";
        case Verdict::invented: return "invented";
        case Verdict::unchecked: return "unchecked";
    }
    return "";
}

int Audit::count(Verdict verdict) const {
    return static_cast<int>(
        std::count_if(findings.begin(), findings.end(), [&](const Finding& it) { return it.verdict == verdict; }));
}

bool Audit::clean() const { return count(Verdict::differs) + count(Verdict::missing) + count(Verdict::invented) == 0; }

namespace {

/// What answers one line of the request, put together for the table.
class Table {
public:
    Table(const Request& request, const Audited& expected, Account account)
        : request_(request), expected_(expected), account_(std::move(account)) {}

    Audit run() {
        for (const RequestLine& line : request_.lines) add(line);
        for (const Account::Answer& it : account_.invented) {
            Finding finding;
            finding.verdict = Verdict::invented;
            finding.statement = it.statement;
            finding.line = it.line;
            finding.explanation = it.explanation.empty() ? "nothing in the request asks for it" : it.explanation;
            audit_.findings.push_back(std::move(finding));
        }
        return std::move(audit_);
    }

private:
    void add(const RequestLine& line) {
        if (!is_understood(line.number)) return add_by_words(line);
        bool any = false;
        for (const Account::Answer& it : account_.answers) {
            if (it.request != line.number) continue;
            Finding finding;
            finding.verdict = it.verdict;
            finding.request = line.number;
            finding.asked = diagnostics::printable(line.span.text());
            finding.statement = it.statement;
            finding.line = it.line;
            finding.explanation = it.explanation;
            audit_.findings.push_back(std::move(finding));
            any = true;
        }
        if (!any) {
            Finding finding;
            finding.request = line.number;
            finding.asked = diagnostics::printable(line.span.text());
            finding.explanation = "a wish for all plots, or for the run";
            audit_.findings.push_back(std::move(finding));
            return;
        }
        check_numbers(line);
    }

    /// Whatever was read from the line, its numbers with their units have to stand in what answers it.
    void check_numbers(const RequestLine& line) {
        if (line.section == Section::plots || line.section == Section::output) return;
        std::vector<Quantity> there;
        Finding* first = nullptr;
        for (Finding& it : audit_.findings) {
            if (it.request != line.number) continue;
            if (it.verdict != Verdict::agrees) return;
            if (first == nullptr) first = &it;
            const std::vector<Quantity> own = with_ends_and_middles(quantities_in(it.statement));
            there.insert(there.end(), own.begin(), own.end());
        }
        for (const Quantity& asked : quantities_in(line.span.text()))
            if (asked.is_measured && !is_among(asked, there)) {
                first->verdict = Verdict::differs;
                first->explanation = fmt::format("{} of the request is not in it", asked.text);
                return;
            }
    }

    /// A line that nobody understood: its numbers are looked for among the statements that nothing else explains, and
    /// which of them a comment names beside it is believed. A line that goes on with the one before, as "50 bins from 0
    /// to 200 GeV." does, has them in what answers that.
    void add_by_words(const RequestLine& line) {
        Finding finding;
        finding.request = line.number;
        finding.asked = diagnostics::printable(line.span.text());
        const std::vector<Quantity> asked = quantities_in(line.span.text());
        std::vector<Account::Answer> answers = tagged_for(line.number);
        const bool tagged = !answers.empty();
        if (!tagged) answers = with_numbers(asked);
        for (const Account::Answer& it : answers) {
            finding.verdict = Verdict::unchecked;
            finding.statement = it.statement;
            finding.line = it.line;
            finding.explanation = asked.empty() ? "the line is not understood, and has no numbers"
                                                : "the line is not understood; its numbers are there";
            audit_.findings.push_back(finding);
        }
        if (tagged) {
            if (const Quantity* lacking = lacking_of(asked, answers)) {
                Finding& first = audit_.findings[audit_.findings.size() - answers.size()];
                first.verdict = Verdict::differs;
                first.explanation = fmt::format("{} of the request is not in it", lacking->text);
            }
        }
        if (answers.size() == 1) check_direction(line, audit_.findings.back());
        if (!answers.empty()) return;
        if (const Finding* before = goes_on_with(line, asked)) {
            finding.verdict = Verdict::unchecked;
            finding.statement = before->statement;
            finding.line = before->line;
            finding.explanation = "the line is not understood; its numbers are there";
        } else {
            finding.verdict = Verdict::missing;
            finding.explanation = asked.empty()
                                      ? "the line is not understood, and has no numbers to look for"
                                      : "the line is not understood, and nothing in the program has its numbers";
        }
        audit_.findings.push_back(finding);
    }

    /// More than a number, or less: that much is certain of most lines.
    static void check_direction(const RequestLine& line, Finding& finding) {
        const int asked = direction_in(line.span.text());
        if (finding.verdict != Verdict::unchecked || asked == 0 || direction_of(finding.statement) != -asked) return;
        finding.verdict = Verdict::differs;
        finding.explanation = fmt::format("{} is asked for, the program has {}", asked > 0 ? "more" : "less",
                                          asked > 0 ? "less" : "more");
    }

    /// Takes the statements that a comment says are for this line.
    std::vector<Account::Answer> tagged_for(int number) {
        std::vector<Account::Answer> taken;
        std::erase_if(account_.invented, [&](const Account::Answer& it) {
            if (it.tagged != number) return false;
            taken.push_back(it);
            return true;
        });
        return taken;
    }

    /// Takes the statement that has all numbers; without one, for each number the first that has it, if all are there.
    std::vector<Account::Answer> with_numbers(const std::vector<Quantity>& asked) {
        std::vector<Account::Answer> taken;
        if (asked.empty()) return taken;
        auto& rest = account_.invented;
        const auto has = [](const Account::Answer& it, const Quantity& number) {
            return is_among(number, quantities_in(it.statement));
        };
        const auto whole = std::find_if(rest.begin(), rest.end(), [&](const Account::Answer& it) {
            return std::all_of(asked.begin(), asked.end(), [&](const Quantity& number) { return has(it, number); });
        });
        std::vector<std::size_t> places;
        if (whole != rest.end()) {
            places.push_back(static_cast<std::size_t>(whole - rest.begin()));
        } else {
            for (const Quantity& number : asked) {
                const auto part =
                    std::find_if(rest.begin(), rest.end(), [&](const auto& it) { return has(it, number); });
                if (part == rest.end()) return taken;
                places.push_back(static_cast<std::size_t>(part - rest.begin()));
            }
            std::sort(places.begin(), places.end());
            places.erase(std::unique(places.begin(), places.end()), places.end());
        }
        for (const std::size_t place : places) taken.push_back(rest[place]);
        for (auto place = places.rbegin(); place != places.rend(); ++place)
            rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(*place));
        return taken;
    }

    static const Quantity* lacking_of(const std::vector<Quantity>& asked, const std::vector<Account::Answer>& answers) {
        std::vector<Quantity> there;
        for (const Account::Answer& it : answers) {
            const std::vector<Quantity> own = with_ends_and_middles(quantities_in(it.statement));
            there.insert(there.end(), own.begin(), own.end());
        }
        const auto lacking = std::find_if(asked.begin(), asked.end(), [&](const Quantity& number) {
            return number.is_measured && !is_among(number, there);
        });
        return lacking == asked.end() ? nullptr : &*lacking;
    }

    /// The plot that answers the line before, where that has the numbers of this one.
    const Finding* goes_on_with(const RequestLine& line, const std::vector<Quantity>& asked) const {
        if (asked.empty()) return nullptr;
        for (const Finding& it : audit_.findings) {
            if (it.request != line.number - 1 || it.verdict != Verdict::agrees || !it.statement.starts_with("histo "))
                continue;
            const std::vector<Quantity> there = quantities_in(it.statement);
            if (std::all_of(asked.begin(), asked.end(),
                            [&](const Quantity& number) { return is_among(number, there); }))
                return &it;
        }
        return nullptr;
    }

    bool is_understood(int number) const {
        if (expected_.source == nullptr || expected_.program == nullptr) return false;
        return expected_.source->text().find(fmt::format("# request {} not translated", number)) ==
               std::string_view::npos;
    }

    const Request& request_;
    const Audited& expected_;
    Account account_;
    Audit audit_;
};

}  // namespace

Audit audit(const Request& request, const Audited& expected, const Audited& program) {
    return Table(request, expected, compare(expected, program)).run();
}

}  // namespace collmc::translate
