#include "compiler/driver/explain_event.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>

#include "compiler/driver/exit_codes.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"
#include "compiler/plan/explain.h"
#include "runtime/execution/event_hashes.h"
#include "runtime/execution/single_event.h"
#include "runtime/lhco/dialect.h"
#include "runtime/report/text_table.h"

namespace collmc::driver {

namespace {

using plan::Explanation;
using Outcome = Explanation::Row::Outcome;

/// The columns of an object as the file has them, with the names that analyses use where those differ.
struct ShownColumn {
    const char* heading;
    abi::ObjectColumn column;
};
constexpr std::array kShownColumns = {ShownColumn{"pt [GeV]", abi::kPt}, ShownColumn{"eta", abi::kEta},
                                      ShownColumn{"phi", abi::kPhi},     ShownColumn{"jmass [GeV]", abi::kJmass},
                                      ShownColumn{"ntrk", abi::kNtrk},   ShownColumn{"btag", abi::kBtag},
                                      ShownColumn{"had/em", abi::kHadem}};

std::string outcome_text(Outcome outcome) {
    switch (outcome) {
        case Outcome::passed: return "passed";
        case Outcome::failed: return "FAILED";
        case Outcome::undecided: return "UNDECIDED";
        case Outcome::not_reached: return "–";
    }
    return {};
}

std::string part_text(const Explanation::Part& part) {
    if (!part.value) return part.text + ": not there";
    if (part.is_condition) return fmt::format("{}: {}", part.text, *part.value != 0 ? "true" : "false");
    return fmt::format("{} = {:.6g}", part.text, *part.value);
}

class Page {
public:
    Page(const abi::Block& block, bool colour) : block_(block), colour_(colour) {}

    std::string text(const Explanation& explanation) {
        for (const Explanation::Objects& collection : explanation.collections) add_collection(collection);
        for (const Explanation::Choice& choice : explanation.choices) add_choice(choice);
        for (const Explanation::Region& region : explanation.regions) add_region(region);
        return std::move(text_);
    }

private:
    std::string type_of(std::int32_t object) const {
        return std::string(abi::kParticleNames[static_cast<std::size_t>(block_.object_columns[abi::kTyp][object])]);
    }
    std::string name_of(const Explanation::Object& object) const {
        return fmt::format("{} in row {}", type_of(object.object), object.row);
    }

    void add_collection(const Explanation::Objects& collection) {
        const std::string title = fmt::format(
            "{}: {}", collection.name,
            collection.objects.empty() ? "none"
                                       : counted(static_cast<std::int64_t>(collection.objects.size()), "object"));
        text_ += "\n";
        if (collection.objects.empty()) {
            text_ += title + "\n";
            return;
        }
        report::TextColumn index{"", {}}, rows{"row", {}}, types{"type", {}, true};
        for (const Explanation::Object& object : collection.objects) {
            index.cells.push_back(fmt::format("[{}]", index.cells.size()));
            rows.cells.push_back(fmt::format("{}", object.row));
            types.cells.push_back(type_of(object.object));
        }
        std::vector<report::TextColumn> table = {std::move(index), std::move(rows), std::move(types)};
        for (const ShownColumn& shown : kShownColumns) {
            report::TextColumn& column = table.emplace_back(report::TextColumn{shown.heading, {}});
            for (const Explanation::Object& object : collection.objects)
                column.cells.push_back(fmt::format("{}", block_.object_columns[shown.column][object.object]));
        }
        report::append_table(text_, title, table, colour_);
    }

    void add_choice(const Explanation::Choice& choice) {
        text_ += fmt::format("\n{}:", choice.name);
        if (!choice.found) text_ += " none";
        for (std::size_t leg = 0; leg < choice.objects.size() && choice.others.empty(); ++leg)
            text_ += fmt::format("{} {} = {}", leg == 0 ? "" : ",", choice.legs[leg], name_of(choice.objects[leg]));
        if (!choice.others.empty()) add_groups(choice);
        text_ += "\n";
    }

    void add_groups(const Explanation::Choice& choice) {
        const auto joined = [&](const std::vector<Explanation::Object>& objects) {
            std::string names;
            for (const Explanation::Object& object : objects) names += (names.empty() ? "" : ", ") + name_of(object);
            return names;
        };
        text_ += fmt::format("\n  one group: {}\n  the other: {}", joined(choice.objects), joined(choice.others));
    }

    void add_region(const Explanation::Region& region) {
        report::TextColumn cuts{"cut", {}, true}, outcomes{"", {}, true}, values{"values", {}, true};
        std::string end = "passes";
        double weight = 1;
        for (const Explanation::Row& row : region.rows) {
            cuts.cells.push_back((row.is_weight ? "× " : "") + report::shown_label(row.label));
            outcomes.cells.push_back(outcome_text(row.outcome));
            std::string parts =
                row.is_weight && row.outcome == Outcome::passed ? fmt::format("weight {:.6g}", row.weight) : "";
            for (const Explanation::Part& part : row.parts) parts += (parts.empty() ? "" : ", ") + part_text(part);
            values.cells.push_back(std::move(parts));
            if (row.outcome == Outcome::passed) weight = row.weight;
            if (row.outcome == Outcome::failed) end = fmt::format("fails at: {}", row.label);
            if (row.outcome == Outcome::undecided)
                end = fmt::format("fails at: {} (a comparison met a value that is not a number)", row.label);
        }
        if (end == "passes") end += fmt::format(" with weight {:.6g}", weight);
        text_ += "\n";
        report::append_table(text_, "region " + region.name, {cuts, outcomes, values}, colour_);
        report::append_note(text_, "the event " + end, colour_);
    }

    const abi::Block& block_;
    const bool colour_;
    std::string text_;
};

}  // namespace

int explain_event(const RunArguments& arguments, const pipeline::Analysis& analysis, Messages& messages) {
    const execution::SingleEvent event =
        execution::find_event(arguments.events, arguments.explain, arguments.on_bad_event);
    if (event.error) {
        messages.show({"E0902", *event.error});
        return kInputUnreadable;
    }
    if (!event.found) {
        messages.show({"E0906", fmt::format("there is no event {}: the input has {}", arguments.explain,
                                            counted(event.events, "event"))});
        return kUsage;
    }
    if (const auto wanted = lhco::dialect_named(analysis.outputs.dialect); wanted && arguments.dialect.empty()) {
        if (const std::string refusal = lhco::refusal(*wanted, event.counts, event.input); !refusal.empty()) {
            messages.show({"E0903", refusal, {{"file", event.input}}});
            return kInputUnreadable;
        }
    }
    execution::EventHashes hashes;
    const abi::Block block = hashes.add_to(event.block.view());
    const auto value = [&](abi::EventColumn column) { return block.event_columns[column][0]; };
    print_output(fmt::format("{}: event {} ({} in its header)\nMET: pt {} GeV, phi {}; weight {}\n", event.input,
                             with_thousands(arguments.explain), value(abi::kNumber), value(abi::kMetPt),
                             value(abi::kMetPhi), value(abi::kWeight)));
    print_output(Page(block, colour_wanted(STDOUT_FILENO)).text(plan::explain(analysis.plan, block, 0)));
    return kDone;
}

}  // namespace collmc::driver
