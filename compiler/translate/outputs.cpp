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

bool Parser::output_item() { return table() || yields() || figures(); }

/// The cutflow is always written, with the events left after every cut.
bool Parser::yields() {
    return attempt([&] {
        while (phrase_.take("yields detail") || phrase_.sign(",")) {
        }
        phrase_.take("save");
        phrase_.take("table");
        phrase_.take("of the");
        while (!phrase_.sees("yields") && phrase_.take("yields table")) {
        }
        if (!phrase_.take("yields")) return false;
        while (phrase_.take("yields detail") || phrase_.take("yields table") || phrase_.take("yields") ||
               attempt([&] { return phrase_.take("list") && (phrase_.sees("yields") || phrase_.sees("yields detail")); }) ||
               attempt([&] {
                   while (phrase_.take("be")) {
                   }
                   return phrase_.take("save").has_value();
               })) {
        }
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
            const bool joined = phrase_.take("figure link").has_value();
            (void)joined;
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

/// "CSV for an MLP with: transverse mass of lepton + MET, dijet mass, both photon pT".
bool Parser::table() {
    return attempt([&] {
        phrase_.take("save");
        TableWish table;
        const auto rows = [&] {
            return attempt([&] { return phrase_.sign("(") && phrase_.take("for csv rows") && phrase_.sign(")"); });
        };
        // "the following variables to a CSV file: ..." names its columns behind.
        const bool first = attempt([&] {
            if (phrase_.take("table")) return true;
            if (phrase_.take("event")) return phrase_.take("into") && phrase_.take("table");
            if (phrase_.take("columns")) {
                phrase_.take("into");
                if (phrase_.take("table")) return true;
            }
            return false;
        });
        const bool inputs = !first && attempt([&] { return phrase_.take("purpose").has_value(); });
        const auto columns_here = [&]() -> std::optional<std::vector<Value>> {
            if (std::optional<std::vector<Value>> found = attempt([&]() -> std::optional<std::vector<Value>> {
                    if (!phrase_.sign("(")) return std::nullopt;
                    std::optional<std::vector<Value>> inner = value_list();
                    return inner && phrase_.sign(")") ? inner : std::nullopt;
                }))
                return found;
            return value_list();
        };
        if (first || inputs) {
            while (rows() || phrase_.take("table") || phrase_.take("purpose") || phrase_.take("columns") ||
                   phrase_.take("per event") || phrase_.take("list")) {
            }
            const std::optional<std::vector<Value>> columns = columns_here();
            if (!columns) return false;
            table.columns = *columns;
        } else {
            // "save the dijet mass, MET and lepton pT to a CSV file"
            const std::optional<std::vector<Value>> columns = columns_here();
            if (!columns) return false;
            phrase_.take("per event");
            if (attempt([&] { return phrase_.sign("(") && phrase_.take("table") && phrase_.sign(")"); })) {
            } else if (!phrase_.take("purpose")) {
                while (phrase_.take("be") || phrase_.take("save")) {
                }
                phrase_.take("into");
                if (!phrase_.take("table") && !phrase_.take("columns")) return false;
            }
            while (phrase_.take("table") || phrase_.take("purpose")) {
            }
            table.columns = *columns;
        }
        rows();
        for (const Value& it : table.columns)
            if (!it.loop.empty() || it.unranked) {
                refuse("E1204", "a column has one number per event: say which object, for instance the leading one",
                       phrase_.at() - 1);
                return false;
            }
        phrase_.take("per event");
        table.request = request();
        table.assumed = state_.assumed;
        state_.tables.push_back(std::move(table));
        ++state_.statements;
        return true;
    });
}

}  // namespace collmc::translate
