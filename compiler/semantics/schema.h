// The schema: which kinds of objects an event format has, and what each of them has.
//
// Read from a data file (stdlib/schema/lhco.json); the formulas in it are expressions of the language and are checked
// when it is loaded. Attributes of sums of momenta (Momentum, Transverse) stand there too, computed from the components
// px, py, pz, energy.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics {

struct Particle {
    std::string name;   ///< "Jet"
    int block_particle; ///< abi::Particle
    std::vector<Attribute> attributes;
};

/// A named set of particle kinds that parameters may ask for, e.g. Lepton = Electron, Muon, Tau.
struct ParticleGroup {
    std::string name;
    std::uint32_t particles;
};

class Schema {
public:
    std::string format;  ///< "LHCO"
    std::vector<Particle> particles;
    std::vector<ParticleGroup> groups;
    Particle met;         ///< columns are abi::EventColumn
    Particle momentum;    ///< columns are components px, py, pz, E
    Particle transverse;  ///< columns are components px, py

    /// Null if that kind has no such attribute.
    static const Attribute* find(const Particle& particle, std::string_view name);
    /// The attribute as seen on any object of the type: null unless every member has it with the same type.
    const Attribute* attribute(const ObjectType& object, std::string_view name) const;
    /// All attribute names that every member of the type has, in schema order.
    std::vector<std::string> attribute_names(const ObjectType& object) const;
};

}  // namespace collmc::semantics
