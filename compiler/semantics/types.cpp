#include "compiler/semantics/types.h"

#include <fmt/format.h>

#include <numeric>

#include "compiler/semantics/schema.h"

namespace collmc::semantics {

Rational Rational::of(long numerator, long denominator) {
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    const long divisor = std::gcd(numerator, denominator);
    return {numerator / divisor, denominator / divisor};
}

Rational operator+(Rational a, Rational b) {
    return Rational::of(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

Rational operator-(Rational a, Rational b) { return a + Rational{-b.numerator, b.denominator}; }

Rational operator*(Rational a, Rational b) {
    return Rational::of(a.numerator * b.numerator, a.denominator * b.denominator);
}

namespace {

using Kind = ObjectType::Kind;

bool is_subtype(const ObjectType& from, const ObjectType& to) {
    switch (to.kind) {
        case Kind::detector: return from.kind == Kind::detector && (from.particles & ~to.particles) == 0;
        case Kind::met: return from.kind == Kind::met;
        case Kind::momentum: return from.kind == Kind::detector || from.kind == Kind::momentum;
        case Kind::transverse: return true;
    }
    return false;
}

/// `base^(1/2)`; the base alone for the first power.
std::string with_power(const char* base, Rational power) {
    if (power == Rational{1, 1}) return base;
    if (power.denominator == 1) return fmt::format("{}^{}", base, power.numerator);
    return fmt::format("{}^({}/{})", base, power.numerator, power.denominator);
}

std::string to_string(const ObjectType& object, const Schema& schema) {
    switch (object.kind) {
        case Kind::met: return "MET";
        case Kind::momentum: return "Momentum";
        case Kind::transverse: return "Transverse";
        case Kind::detector: break;
    }
    for (const ParticleGroup& group : schema.groups)
        if (group.particles == object.particles) return group.name;
    std::string text;
    for (std::size_t i = 0; i < schema.particles.size(); ++i) {
        if ((object.particles >> i & 1) == 0) continue;
        if (!text.empty()) text += " or ";
        text += schema.particles[i].name;
    }
    return text;
}

}  // namespace

bool is_subtype(const Type& from, const Type& to) {
    if (from.is_error() || to.is_error() || from == to) return true;
    if (from.kind == Type::Kind::integer) return to == Type::real();
    if (from.kind != to.kind) return false;
    if (from.kind == Type::Kind::object || from.kind == Type::Kind::collection)
        return is_subtype(from.object, to.object);
    return false;
}

std::string to_string(const Type& type, const Schema& schema) {
    switch (type.kind) {
        case Type::Kind::error: return "error";
        case Type::Kind::boolean: return "Bool";
        case Type::Kind::integer: return "Integer";
        case Type::Kind::real: return type.dimension == Rational{} ? "Real" : with_power("Energy", type.dimension);
        case Type::Kind::object: return to_string(type.object, schema);
        case Type::Kind::collection: return fmt::format("Collection<{}>", to_string(type.object, schema));
    }
    return "";
}

std::string unit_of(Rational dimension) { return dimension == Rational{} ? "" : with_power("GeV", dimension); }

}  // namespace collmc::semantics
