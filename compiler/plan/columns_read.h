// Which columns of a block the execution of a plan reads.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/abi/columns_read.h"

namespace collmc::plan {

/// At least those that compiled code reads, also on lanes whose values nobody observes. (The interpreter may look at
/// any.) Weights and event numbers, which the runtime reads for itself, are not among them.
///
/// The columns of objects are late, all but the types: compiled code asks for their values (abi::Block::decode) when it
/// needs them, for the events of a selection or for all, or reads them in the form in which they are stored.
abi::ColumnsRead columns_read(const Plan& plan);

/// Which columns of objects some nodes and all that they are made of read.
class ColumnsBelow {
public:
    using Columns = std::array<std::uint32_t, abi::kParticleCount>;  ///< [particle] 1 << abi::ObjectColumn

    /// The plan must outlive this.
    explicit ColumnsBelow(const Plan& plan);
    /// `known`: by node, of which it is not asked what they are made of.
    Columns of(std::span<const NodeId> nodes, std::span<const char> known = {}) const;

    using Particles = std::uint32_t;  ///< 1 << abi::Particle for each
    /// Of which types a collection's objects may be.
    Particles particles(CollectionId collection) const { return collections_[static_cast<std::size_t>(collection)]; }
    /// Of which types the object may be that a node stands for.
    Particles referred(NodeId node) const { return refs_[static_cast<std::size_t>(node)]; }

private:
    Particles of_pick(PickId pick) const;
    Particles of_binder(BinderId binder) const;
    Particles of_reference(const Node& node) const;

    const Plan& plan_;
    std::vector<Particles> collections_, refs_;
};

/// Whether a collection is made of objects of several places, in an order that their pt decides.
bool is_merged(const Collection& collection);

/// Of a filter, `excluding`, `leading` or `ordered`: whether it asks for the event of an object to decide on it, and
/// not for the object's own values alone.
bool asks_for_event(const Plan& plan, const Collection& collection);

}  // namespace collmc::plan
