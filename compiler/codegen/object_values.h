// Values of single objects that a pick of several legs needs, and others may need of the objects it has chosen:
// momenta, with their calls of mathematical functions. Each is computed once for every object of the legs' collection,
// in whole vectors of neighbouring objects, kept by row, and read from there.
#pragma once

#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/kernels/momenta.h"

namespace collmc::codegen {

struct ObjectValues {
    /// One of the columns that are kept. Before `pick` runs, `node` is computed for `binder` at every object of
    /// `collection`, and stands at `place` of the object's line in object_lines number `lines`. Columns of a binder
    /// share lines.
    struct Column {
        plan::NodeId node;
        plan::BinderId binder;
        plan::CollectionId collection;
        plan::PickId pick;
        int lines = -1, place = -1;
    };
    /// Lines that are px, py, pz and the energy of objects, which are made all together.
    struct Momenta {
        plan::CollectionId collection;
        plan::PickId pick;
        int lines;
        kernels::MomentumColumns of;
    };
    std::vector<Column> columns;
    std::vector<Momenta> momenta;
    int n_lines = 0;
    std::vector<int> slot;             ///< by node: its column, or -1
    std::vector<plan::NodeId> object;  ///< by node: the object whose value it is, or kNone

    /// Whether a column is made, by code of that width, of the block's columns as they are stored: those of momenta of
    /// one type's objects are.
    bool is_made_of_stored(const plan::Plan& plan, const Column& column, int width) const;
};

ObjectValues object_values(const plan::Plan& plan);

}  // namespace collmc::codegen
