// Where the objects of collections are asked for, and not their number alone.
//
// Cuts on how many objects there are look at all events, mostly; which objects they are is asked behind the cuts, of a
// few. Of a collection whose size can be had without its objects, these are made in the few events alone.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/plan/columns_read.h"
#include "compiler/plan/plan.h"
#include "compiler/plan/uses.h"

namespace collmc::plan {

enum class Asked : std::uint8_t { nowhere, behind_cuts, everywhere };

class ObjectsAsked {
public:
    /// The plan must outlive this.
    explicit ObjectsAsked(const Plan& plan);

    /// Always everywhere, of all events, where the collection's size follows from the objects alone. The size of the
    /// others is that of a mask (of subsets by comparisons, comparisons.h), or the sum of the sources' sizes (of a
    /// union of different types' objects).
    Asked where(CollectionId collection) const { return asked_[static_cast<std::size_t>(collection)]; }
    /// By collection, whether a use asks for its objects: itself, or for those of a collection that is made of them.
    std::vector<char> by(const Use& use) const;

private:
    bool is_made_of_sources(CollectionId collection) const;

    const Plan& plan_;
    const ColumnsBelow below_;
    const std::vector<int> compared_;
    std::vector<Asked> asked_;
};

}  // namespace collmc::plan
