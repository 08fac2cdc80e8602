// What changed between two programs, as plain data: what compare.h finds and the renderers show.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace collmc::diff {

enum class Action { added, dropped, changed, moved, renamed };

/// What a change does to which events (or objects, of a block) pass. `which`: neither fewer nor more could be proved.
enum class Effect { none, rows, fewer, more, which };

/// What of the results is different, the least first.
enum class Results {
    same,       ///< nothing
    labels,     ///< what people read: titles, labels, references
    names,      ///< where they are found: a region or an output has another name
    outputs,    ///< numbers: what is filled, weights, published numbers, rows of the cutflow
    selection,  ///< the events that pass
};

/// How one condition relates to another.
enum class Sense { same, tighter, looser, other };

struct Place {
    std::string text;        ///< as written, on one line; empty where there is nothing
    std::uint32_t line = 0;  ///< from 1; 0: none
};

/// A part of a change: a threshold, the bins of a histogram, a column.
struct Detail {
    std::string what;           ///< `MET.pt`, `bins`, `column m_jj`
    std::string before, after;  ///< empty where it was added, or dropped
    Sense sense = Sense::other;
    std::string remark = {};  ///< "the direction is reversed"
};

struct Change {
    std::string what;  ///< "cut", "weight", "histo", "source", ...
    std::string name;  ///< of an output, or the label of a cut; may be empty
    Action action = Action::changed;
    Place before, after;
    std::vector<Detail> details = {};
    Sense sense = Sense::same;  ///< of a cut
    Effect effect = Effect::none;
    Results results = Results::outputs;
    std::string remark = {};  ///< what it does, in words; empty where there is nothing to add
};

/// A region that a changed declaration is used in.
struct Reached {
    std::string region;
    std::vector<std::string> rows, outputs;  ///< labels of cuts and weights, and names of outputs, of its own
    std::vector<std::string> through;        ///< the regions that it inherits such cuts from
    Effect effect = Effect::none;            ///< on its selection, of all changes together
};

/// A declaration or a region with its changes.
struct Part {
    std::string kind;      ///< "object", "candidate", "define", "function", "table", "variation", "region", "analysis"
    std::string name;      ///< in the second program; of what was dropped, in the first
    std::string old_name;  ///< where it is another
    Action action = Action::changed;
    std::uint32_t line_before = 0, line_after = 0;
    std::vector<Change> changes;
    std::vector<Reached> reached;  ///< of a declaration
    Effect effect = Effect::none;  ///< of all changes together, on its objects or events
    Results results = Results::same;
};

/// A region whose selection is not the same.
struct SelectionChange {
    std::string region;
    Effect effect = Effect::which;
};

struct Differences {
    std::vector<Part> parts;  ///< declarations in the order of the second program, then regions
    std::vector<SelectionChange> selections;
    Results results = Results::same;  ///< the worst of all

    /// Whether the results are the same but for what people read.
    bool same_meaning() const { return results <= Results::labels; }
};

}  // namespace collmc::diff
