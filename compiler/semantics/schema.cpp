#include "compiler/semantics/schema.h"

#include <algorithm>

namespace collmc::semantics {

const Attribute* Schema::find(const Particle& particle, std::string_view name) {
    for (const Attribute& attribute : particle.attributes)
        if (attribute.name == name) return &attribute;
    return nullptr;
}

std::vector<const Particle*> Schema::members(const ObjectType& object) const {
    switch (object.kind) {
        case ObjectType::Kind::met: return {&met};
        case ObjectType::Kind::momentum: return {&momentum};
        case ObjectType::Kind::transverse: return {&transverse};
        case ObjectType::Kind::detector: break;
    }
    std::vector<const Particle*> result;
    for (std::size_t i = 0; i < particles.size(); ++i)
        if (object.particles >> i & 1) result.push_back(&particles[i]);
    return result;
}

const Attribute* Schema::attribute(const ObjectType& object, std::string_view name) const {
    const Attribute* first = nullptr;
    for (const Particle* member : members(object)) {
        const Attribute* own = find(*member, name);
        if (own == nullptr || (first != nullptr && own->type != first->type)) return nullptr;
        if (first == nullptr) first = own;
    }
    return first;
}

std::vector<std::string> Schema::attribute_names(const ObjectType& object) const {
    std::vector<std::string> names;
    const std::vector<const Particle*> kinds = members(object);
    if (kinds.empty()) return names;
    for (const Attribute& own : kinds.front()->attributes)
        if (attribute(object, own.name) != nullptr) names.push_back(own.name);
    return names;
}

std::optional<int> Schema::particle_named(std::string_view name) const {
    for (std::size_t i = 0; i < particles.size(); ++i)
        if (particles[i].name == name) return static_cast<int>(i);
    return std::nullopt;
}

bool Schema::is_attribute(std::string_view name) const {
    for (const Particle& particle : particles)
        if (find(particle, name) != nullptr) return true;
    return find(met, name) != nullptr || find(momentum, name) != nullptr || find(transverse, name) != nullptr;
}

bool Schema::is_group(std::string_view name) const {
    return std::any_of(groups.begin(), groups.end(), [&](const ParticleGroup& group) { return group.name == name; });
}

bool Schema::is_kind(std::string_view name) const {
    for (const Particle& particle : particles)
        if (particle.name == name) return true;
    for (const ParticleGroup& group : groups)
        if (group.name == name) return true;
    return met.name == name || momentum.name == name || transverse.name == name;
}

}  // namespace collmc::semantics
