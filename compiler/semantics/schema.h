// The schema: which kinds of objects an event format has, and what each of them has.
//
// Read from a data file (stdlib/schema/lhco.json); the formulas in it are expressions of the language and are checked
// when it is loaded. Attributes of sums of momenta (Momentum, Transverse) stand there too, computed from the components
// px, py, pz, energy. What Momentum has, every detector object has with the same type, and what Transverse has, MET and
// Momentum have; so an object may stand where less is asked for.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/typed.h"
#include "compiler/syntax/tree.h"

namespace collmc::semantics {

struct Particle {
    std::string name;         ///< "Jet"
    int block_particle = -1;  ///< abi::Particle; -1 for MET and sums
    std::vector<Attribute> attributes;
    int multiplicity = 1;  ///< of a busy event, for the estimates of what a program costs
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
    /// The kinds that an object of the type may be.
    std::vector<const Particle*> members(const ObjectType& object) const;

    /// The particle of that name, as number of the collection of all its objects.
    std::optional<int> particle_named(std::string_view name) const;
    /// Whether any kind of object has an attribute of that name.
    bool is_attribute(std::string_view name) const;
    bool is_group(std::string_view name) const;
    /// Whether the name is taken by a kind of object: a particle, a group, MET, Momentum or Transverse.
    bool is_kind(std::string_view name) const;
};

/// Reads a schema. Its formulas may use the other attributes of the object and the library's intrinsic functions. Null,
/// with diagnostics, where the file is broken.
std::shared_ptr<const Schema> load_schema(const diagnostics::SourceFile& json, const std::vector<syntax::Tree>& library,
                                          diagnostics::SourceSet& sources, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::semantics
