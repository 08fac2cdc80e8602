// The audit's table, for people and for programs.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/json_record.h"
#include "compiler/translate/audit.h"

namespace collmc::translate {

namespace {

constexpr std::size_t kWide = 62;

std::string shortened(const std::string& text) {
    if (text.size() <= kWide) return text;
    std::size_t end = kWide - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "...";
}

}  // namespace

std::string render_text(const Audit& audit) {
    std::string text;
    for (const Finding& it : audit.findings) {
        const std::string number = it.request > 0 ? fmt::format("{:>3}", it.request) : "  -";
        text += fmt::format("{}  {:<9}  {}\n", number, name_of(it.verdict), shortened(it.asked));
        if (!it.statement.empty())
            text += fmt::format("                -> line {}: {}\n", it.line, shortened(it.statement));
        if (!it.explanation.empty()) text += fmt::format("                   {}\n", it.explanation);
    }
    text += fmt::format("\n{} agree, {} differ, {} missing, {} invented, {} unchecked\n", audit.count(Verdict::agrees),
                        audit.count(Verdict::differs), audit.count(Verdict::missing), audit.count(Verdict::invented),
                        audit.count(Verdict::unchecked));
    return text;
}

std::string render_json(const Audit& audit, const std::string& request, const std::string& analysis) {
    using diagnostics::Json;
    Json all = {{"schema", "collmc.audit/1"}, {"request", request}, {"analysis", analysis}, {"clean", audit.clean()}};
    for (const Verdict it :
         {Verdict::agrees, Verdict::differs, Verdict::missing, Verdict::invented, Verdict::unchecked})
        all["counts"][name_of(it)] = audit.count(it);
    all["findings"] = Json::array();
    for (const Finding& it : audit.findings) {
        Json finding = {{"verdict", name_of(it.verdict)}};
        finding["request"] = it.request > 0 ? Json(it.request) : Json(nullptr);
        finding["asked"] = it.asked;
        finding["line"] = it.line > 0 ? Json(it.line) : Json(nullptr);
        finding["statement"] = it.statement;
        finding["explanation"] = it.explanation;
        all["findings"].push_back(std::move(finding));
    }
    return diagnostics::json_text(all, 2) + "\n";
}

}  // namespace collmc::translate
