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

    /// A line that nobody understood: its numbers are looked for among the statements that nothing else explains.
    void add_by_words(const RequestLine& line) {
        Finding finding;
        finding.request = line.number;
        finding.asked = diagnostics::printable(line.span.text());
        const std::vector<Quantity> asked = quantities_in(line.span.text());
        const auto answers = [&](const Account::Answer& it) {
            if (it.tagged == line.number) return true;
            const std::vector<Quantity> there = quantities_in(it.statement);
            return !asked.empty() &&
                   std::all_of(asked.begin(), asked.end(), [&](const Quantity& q) { return is_among(q, there); });
        };
        auto& rest = account_.invented;
        const auto found = std::find_if(rest.begin(), rest.end(), answers);
        if (found != rest.end()) {
            finding.verdict = Verdict::unchecked;
            finding.statement = found->statement;
            finding.line = found->line;
            finding.explanation = "the line is not understood; its numbers are there";
            rest.erase(found);
        } else {
            finding.verdict = Verdict::missing;
            finding.explanation = "the line is not understood, and nothing in the program has its numbers";
        }
        audit_.findings.push_back(std::move(finding));
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
