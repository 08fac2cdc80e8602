// Lines about what a run leaves: yields, figures, tables.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/translate/parser.h"

namespace collmc::translate {

bool Parser::output_line() {
    return attempt([&] {
        if (!output_item()) return false;
        while (!phrase_.end()) {
            if (!phrase_.take("and")) return false;
            if (!output_item()) return false;
        }
        return true;
    });
}

bool Parser::output_item() { return skim() || table() || yields() || figures(); }

/// "Write out the events that pass, in LHCO format".
bool Parser::skim() {
    return attempt([&] {
        bool format = false, events = false;
        while (true) {
            if (phrase_.take("lhco")) {
                format = true;
                continue;
            }
            if (phrase_.take("event") || phrase_.take("per event")) {
                events = true;
                continue;
            }
            if (phrase_.take("save") || phrase_.take("surviving") || phrase_.take("all events") ||
                phrase_.take("into") || phrase_.take("table word") || phrase_.sign(",") || phrase_.take("of the"))
                continue;
            break;
        }
        if (!format || !events) return false;
        state_.draft.output({"skim " + state_.draft.output_name("selected"), request(), {}});
        ++state_.statements;
        return true;
    });
}

/// The cutflow is always written, with the events left after every cut.
bool Parser::yields() {
    return attempt([&] {
        bool any = false;
        int open = 0;
        while (true) {
            if (phrase_.take("yields")) {
                any = true;
                continue;
            }
            if (phrase_.take("yields detail") || phrase_.take("yields table") || phrase_.take("save") ||
                phrase_.take("table") || phrase_.take("of the") || phrase_.take("be") || phrase_.sign(","))
                continue;
            if (phrase_.sign("(")) {
                ++open;
                continue;
            }
            if (open > 0 && phrase_.sign(")")) {
                --open;
                continue;
            }
            if (any && attempt([&] {
                    return phrase_.take("list") && (phrase_.sees("yields") || phrase_.sees("yields detail"));
                }))
                continue;
            break;
        }
        if (!any || open != 0) return false;
        ++state_.statements;
        return true;
    });
}

/// "png figures", "plots as pdf at 150 dpi".
bool Parser::figures() {
    return attempt([&] {
        phrase_.take("save");
        bool any = false;
        while (true) {
            if (any && phrase_.take("save")) continue;  // "figures should be saved as png"
            if (phrase_.take("figure") || phrase_.take("plot noun")) {
                any = true;
                continue;
            }
            while (phrase_.take("figure link")) {
            }
            if (setting()) {
                any = true;
                continue;
            }
            break;
        }
        if (any) ++state_.statements;
        return any;
    });
}

/// "CSV for an MLP with: transverse mass of lepton + MET, dijet mass", "for each event, save MET and HT to a table":
/// the words around the columns may come in any order.
bool Parser::table() {
    return attempt([&] {
        TableWish table;
        bool said = false;
        const auto around = [&](bool behind) {
            int open = 0;
            while (true) {
                if (attempt([&] { return phrase_.take("table") || phrase_.take("purpose"); }) ||
                    attempt([&] { return phrase_.take("for csv rows").has_value(); })) {
                    said = true;
                    continue;
                }
                // "for the events with three or more jets"
                if (table.conditions.empty() && attempt([&] {
                        PlotWish asked;
                        if (!guard(asked) || asked.conditions.empty()) return false;
                        table.guard = asked.guard;
                        table.conditions = asked.conditions;
                        return true;
                    }))
                    continue;
                if (phrase_.take("per event") || phrase_.take("save") || phrase_.take("columns") ||
                    phrase_.take("into") || phrase_.take("all events") || phrase_.take("have") || phrase_.take("be") ||
                    phrase_.take("table word") || phrase_.sign(":") || phrase_.sign(",") || phrase_.sign(";"))
                    continue;
                // "data.csv"
                if (attempt([&] {
                        phrase_.take("into");
                        const Token* name = phrase_.next();
                        if (name == nullptr || name->kind != Token::Kind::word) return false;
                        const std::string text = name->text;
                        return phrase_.word(text) && phrase_.sign(".") && phrase_.word("csv");
                    })) {
                    said = true;
                    continue;
                }
                if (attempt([&] { return phrase_.take("event") && (phrase_.sees("into") || phrase_.sees("columns")); }))
                    continue;
                if (behind && phrase_.sign("(")) {
                    ++open;
                    continue;
                }
                if (attempt([&] {
                        return !behind && phrase_.sign("(") &&
                               (phrase_.take("for csv rows") || phrase_.take("table") || phrase_.take("per event")) &&
                               phrase_.sign(")");
                    })) {
                    said = true;
                    continue;
                }
                if (open > 0 && phrase_.sign(")")) {
                    --open;
                    continue;
                }
                return open == 0;
            }
        };
        around(false);
        std::optional<std::vector<Value>> columns = attempt([&]() -> std::optional<std::vector<Value>> {
            if (!phrase_.sign("(")) return std::nullopt;
            std::optional<std::vector<Value>> inner = value_list();
            return inner && phrase_.sign(")") ? inner : std::nullopt;
        });
        if (!columns) columns = value_list();
        if (!columns || !around(true) || !said) return false;
        table.columns = *columns;
        for (const Value& it : table.columns)
            if (!it.loop.empty() || it.unranked) {
                refuse("E1204", "a column has one number per event: say which object, for instance the leading one",
                       phrase_.at() - 1);
                return false;
            }
        table.request = request();
        table.assumed = state_.assumed;
        state_.tables.push_back(std::move(table));
        ++state_.statements;
        return true;
    });
}

}  // namespace collmc::translate
