// The binary interface between the event loop and a compiled analysis: plain structs of pointers, nothing owned.
//
// A *block* is some thousand events as columns. Objects of all types stand in ONE table, grouped by type and, inside a
// type, by event, without gaps, ordered by pt (highest first, ties in file order); so one int32 names any object of the
// block, and a union of types is a list of such numbers. Object number `n_objects` is the sentinel: zero in every
// column, event 0. An absent object is the sentinel, so vector code may compute on both sides of a condition without a
// branch.
//
// Every array may be READ up to kPadding elements past its last one (a vector load never has to be cut short); what is
// read there is unspecified but initialised. Units: GeV, radians (phi in [-pi, pi)).
//
// The compiler sees this folder of the runtime and no other (besides kernels/).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/abi/ahead.h"

namespace collmc::abi {

inline constexpr int kPadding = 16;
/// What a line of an object has in the workspace: values that are used together stand beside each other.
inline constexpr int kLine = 4;
/// No block has more events or objects than this; all indices and counts in a block fit an int32.
inline constexpr std::int32_t kMaxBlockEvents = 1 << 16;

/// Columns of the object table, by their index.
enum ObjectColumn : int { kTyp, kEta, kPhi, kPt, kJmass, kNtrk, kBtag, kHadem, kObjectColumnCount };
inline constexpr std::array<std::string_view, kObjectColumnCount> kObjectColumnNames = {
    "typ", "eta", "phi", "pt", "jmass", "ntrk", "btag", "hadem"};

/// Columns of the event table, by their index. `weight` is 1 where the header gives none.
enum EventColumn : int { kMetPt, kMetPhi, kWeight, kNumber, kTrigger, kEventColumnCount };
inline constexpr std::array<std::string_view, kEventColumnCount> kEventColumnNames = {"met_pt", "met_phi", "weight",
                                                                                      "number", "trigger"};

/// Object types in the order in which their segments stand in the object table, with their LHCO `typ`.
/// MET rows (6) are event columns.
enum Particle : int { kPhoton, kElectron, kMuon, kTau, kJet, kParticleCount };
inline constexpr std::array<std::string_view, kParticleCount> kParticleNames = {"Photon", "Electron", "Muon", "Tau",
                                                                                "Jet"};

/// The objects of one type in one column as a reader has them: whole numbers over a power of ten. The value of number
/// `i` of them is the double nearest to (base + u[i]) / 10^decimals.
struct StoredColumn {
    const void* data = nullptr;  ///< u: unsigned integers, without padding; null where the column is not stored so
    std::int32_t bytes = 0;      ///< of each: 1, 2 or 4
    std::int32_t decimals = 0;   ///< at most 15
    std::int64_t base = 0;       ///< |base + u| <= 2^53
};

struct Block {
    std::int32_t n_events = 0;
    std::int32_t n_objects = 0;                          ///< without the sentinel
    bool unit_weights = true;                            ///< every event of the block has weight 1
    const double* event_columns[kEventColumnCount]{};    ///< [column][event]
    const double* object_columns[kObjectColumnCount]{};  ///< [column][object]
    /// What need not be in object_columns (ColumnsRead::late), where it is whole numbers: [particle][column]. Then
    /// `decode` brings these columns (1 << ObjectColumn) of one type to object_columns, for all objects of the events
    /// that are named; of others values are unspecified. Null where all are there.
    StoredColumn stored[kParticleCount][kObjectColumnCount]{};
    void (*decode)(void* column_source, std::int32_t particle, std::uint32_t columns, const std::int32_t* events,
                   std::int64_t count) = nullptr;
    void* column_source = nullptr;
    const std::int32_t* object_event = nullptr;  ///< event (index in the block) of each object
    const std::int32_t* object_row = nullptr;    ///< position of the object's row in its event, from the file
    /// Where object_row is null and ties are read, the same for single objects: row_at(row_source, object).
    std::int32_t (*row_at)(const void* row_source, std::int32_t object) = nullptr;
    const void* row_source = nullptr;
    const std::uint64_t* event_hash = nullptr;     ///< [event], see event_hash.h; only where the layout asks for it
    const std::int32_t* begin[kParticleCount]{};   ///< [particle][event]: first object of that type in that event
    const std::int32_t* size[kParticleCount]{};    ///< [particle][event]: how many there are
    std::int32_t segment_begin[kParticleCount]{};  ///< [particle]: its objects in the table begin here
    std::int32_t segment_end[kParticleCount]{};    ///< ... and end before here
    Ahead* ahead = nullptr;                        ///< what kernels fetch on the way, of the next block; or null
};

/// Position of the object's row in its event: what orders objects of equal pt.
inline std::int32_t row_of(const Block& block, std::int32_t object) {
    return block.object_row != nullptr ? block.object_row[object] : block.row_at(block.row_source, object);
}

/// How large a Workspace a compiled analysis needs, and where in it the results are found. Slots are indices into the
/// arrays of the same name in Workspace.
struct WorkspaceLayout {
    int event_ints = 0;     ///< int32 arrays of n_events elements
    int object_ints = 0;    ///< int32 arrays of n_objects + 1 elements
    int event_doubles = 0;  ///< double arrays of n_events elements
    int object_lines = 0;   ///< double arrays of n_objects + 1 lines of kLine elements
    int counters = 0;       ///< single int64

    /// A selection: the events (indices in the block, ascending) that pass a chain of conditions.
    struct Selection {
        int events = -1;     ///< slot in event_ints
        int count = -1;      ///< slot in counters
        int undecided = -1;  ///< slot in counters: events that only a NaN comparison kept out at this condition
    };
    /// Values that are written once for each event of a selection, densely, in the order of its events; or, with a
    /// list, any number of times for each.
    struct Values {
        int selection = -1;              ///< index in selections
        std::vector<int> event_doubles;  ///< one slot per column, which several may share; empty with a list
        /// By column, the number of what it holds: an event has the same value in all columns of that number, whatever
        /// their selections. Empty where that is not known.
        std::vector<int> values;
        int list = -1;                       ///< slot in lists
        int columns = 0;                     ///< of the list
        int weight = -1;                     ///< index in weights, or -1: the events count with the file's weight alone
        std::vector<int> variation_weights;  ///< of an ntuple: likewise, of the variations that have its rows
    };
    std::vector<Selection> selections;  ///< as Plan::selections; selection 0 is "all events"
    std::vector<Values> weights;        ///< as Plan::weights: one column, to be multiplied with the file's weight
    std::vector<Values> histograms;     ///< as Plan::histograms: a column per axis, then what a profile averages
    std::vector<Values> ntuples;        ///< as Plan::ntuples
    int lists = 0;                      ///< List objects
    bool event_hash = false;            ///< the analysis reads Block::event_hash
};

/// A list of entries that grows as it must: any number of values for each event. The entries stand in any order.
struct List {
    static constexpr int kMostColumns = 3;
    std::int32_t* events = nullptr;   ///< [entry]: the event (index in the block)
    double* columns[kMostColumns]{};  ///< [column][entry]
    std::int64_t size = 0;
    std::int64_t capacity = 0;  ///< elements of each array; grown by kernels::collmc_reserve, freed by the owner
};

/// Memory that one call of a compiled analysis writes to. Nothing is carried from block to block; contents before the
/// call are unspecified (counters too). The padding of arrays of integers, and of doubles by event, may be written as
/// well. Every array begins at a multiple of 8 bytes: in those of integers there may be masks, 64 bits a word.
struct Workspace {
    std::int32_t* const* event_ints = nullptr;
    std::int32_t* const* object_ints = nullptr;
    double* const* event_doubles = nullptr;
    std::int64_t* counters = nullptr;
    List* lists = nullptr;  ///< capacity is kept from call to call, size is set by the analysis
    double* const* object_lines = nullptr;
};

/// A compiled analysis: reads the block, fills the workspace. Thread-safe for distinct workspaces.
using Kernel = void (*)(const Block* block, const Workspace* workspace);

}  // namespace collmc::abi
