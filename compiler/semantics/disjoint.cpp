#include "compiler/semantics/disjoint.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/semantics/consequences.h"
#include "compiler/semantics/shared_event.h"

namespace collmc::semantics {

namespace {

bool is_ancestor(const Program& program, int ancestor, int region) {
    const std::vector<int>& parents = program.regions[static_cast<std::size_t>(region)].parents;
    return std::any_of(parents.begin(), parents.end(),
                       [&](int parent) { return parent == ancestor || is_ancestor(program, ancestor, parent); });
}

char sign_of(Overlap overlap) {
    switch (overlap) {
        case Overlap::disjoint: return 'd';
        case Overlap::inherits: return 'p';
        case Overlap::possible: return '?';
    }
    return ' ';
}

/// An event for each of the pairs that may overlap, as far as some are found.
std::string shared_events(const Program& program, const std::vector<std::vector<Overlap>>& table) {
    long steps = 4000000;  // for all of them
    std::string text;
    for (std::size_t i = 0; i < table.size(); ++i)
        for (std::size_t k = 0; k < table[i].size() && steps > 0; ++k) {
            if (table[i][k] != Overlap::possible) continue;
            const auto event = shared_event(program, static_cast<int>(k), static_cast<int>(i), steps);
            if (event)
                text += fmt::format("   {} and {}: for example {}\n", program.regions[k].name, program.regions[i].name,
                                    *event);
        }
    return text;
}

}  // namespace

std::vector<std::vector<Overlap>> overlaps(const Program& program) {
    Consequences consequences(program);
    std::vector<std::shared_ptr<const Consequences::Premises>> cuts;
    for (int i = 0; i < static_cast<int>(program.regions.size()); ++i)
        cuts.push_back(consequences.read(all_cuts(program, i)));
    std::vector<std::vector<Overlap>> result;
    for (int i = 0; i < static_cast<int>(program.regions.size()); ++i) {
        std::vector<Overlap>& row = result.emplace_back();
        for (int k = 0; k < i; ++k) {
            if (is_ancestor(program, k, i))
                row.push_back(Overlap::inherits);
            else
                row.push_back(
                    consequences.exclude(*cuts[static_cast<std::size_t>(k)], *cuts[static_cast<std::size_t>(i)])
                        ? Overlap::disjoint
                        : Overlap::possible);
        }
    }
    return result;
}

std::string disjoint_table(const Program& program) {
    const std::vector<std::vector<Overlap>> table = overlaps(program);
    std::size_t width = 0;
    for (const Region& region : program.regions) width = std::max(width, region.name.size());
    std::string text;
    std::size_t disjoint = 0, possible = 0;
    for (std::size_t i = 0; i < table.size(); ++i) {
        text += fmt::format("{:>4} {:<{}} ", i + 1, program.regions[i].name, width);
        for (const Overlap overlap : table[i]) {
            text += fmt::format("{:>4}", sign_of(overlap));
            disjoint += overlap == Overlap::disjoint;
            possible += overlap == Overlap::possible;
        }
        text += "   .\n";
    }
    text += fmt::format("{:>4} {:<{}} ", "", "", width);
    for (std::size_t i = 0; i < table.size(); ++i) text += fmt::format("{:>4}", i + 1);
    text += fmt::format(
        "\nd  no event is in both: proved, {} pair{}\np  one is selected from the other\n"
        "?  an event may be in both, as far as can be proved: {} pair{}\n",
        disjoint, disjoint == 1 ? "" : "s", possible, possible == 1 ? "" : "s");
    text += shared_events(program, table);
    for (const Region& region : program.regions)
        for (const Bins& bins : region.bins)
            text += fmt::format("bins {} of {}: its {} bins are disjoint by construction\n", bins.name, region.name,
                                bins.bins());
    return text;
}

}  // namespace collmc::semantics
