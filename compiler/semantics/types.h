// The types of the language.
//
// Numbers carry a dimension: a rational power of energy (GeV). Angles, eta, ratios and counts have power 0. Integers
// are whole numbers below 2^53 and are stored in binary64. Objects are detector objects (one or several particle kinds
// of the schema, a union having several), MET, or sums of momenta; presence is not a type but a need, see presence/.
#pragma once

#include <cstdint>
#include <string>

namespace collmc::semantics {

class Schema;

/// A rational number in lowest terms, denominator > 0.
struct Rational {
    long numerator = 0;
    long denominator = 1;

    static Rational of(long numerator, long denominator);
    friend bool operator==(const Rational&, const Rational&) = default;
    friend Rational operator+(Rational a, Rational b);
    friend Rational operator-(Rational a, Rational b);
    friend Rational operator*(Rational a, Rational b);
};

/// What kind of thing an object expression denotes, ordered by what it offers: a detector object is a momentum is
/// transverse.
struct ObjectType {
    enum class Kind {
        detector,    ///< a row of the file: one of the kinds in `particles`
        met,         ///< the missing transverse momentum: transverse, stored per event
        momentum,    ///< a sum of momenta
        transverse,  ///< a sum with a transverse term: pt, phi, px, py only
    };
    Kind kind = Kind::momentum;
    std::uint32_t particles = 0;  ///< bit per schema particle; detector only
    /// What the sum is a combination of, and so which members it has: an index into Program::candidates, or -1. It
    /// makes no difference to where the object may stand.
    int combination = -1;

    friend bool operator==(const ObjectType&, const ObjectType&) = default;
};

struct Type {
    enum class Kind { error, boolean, integer, real, object, collection };
    Kind kind = Kind::error;
    Rational dimension;  ///< real only: the power of energy
    ObjectType object;   ///< object, or the element of a collection

    static Type error() { return {}; }
    static Type boolean() { return {Kind::boolean, {}, {}}; }
    static Type integer() { return {Kind::integer, {}, {}}; }
    static Type real(Rational dimension = {}) { return {Kind::real, dimension, {}}; }
    static Type of_object(ObjectType object) { return {Kind::object, {}, object}; }
    static Type collection_of(ObjectType element) { return {Kind::collection, {}, element}; }

    bool is_error() const { return kind == Kind::error; }
    bool is_number() const { return kind == Kind::integer || kind == Kind::real; }
    friend bool operator==(const Type&, const Type&) = default;
};

/// Whether a value of type `from` may stand where `to` is expected (Integer where a pure Real is; Jet where a Momentum
/// or Transverse is; a union's subset where the union is; covariant collections).
bool is_subtype(const Type& from, const Type& to);

/// The type in the words of the language and of physics: "Energy", "GeV^2", "Real", "Jet", "Electron or Muon",
/// "Collection<Jet>".
std::string to_string(const Type& type, const Schema& schema);
/// The unit of a dimension: "GeV", "GeV^2", "GeV^(1/2)", "" for a pure number.
std::string unit_of(Rational dimension);

}  // namespace collmc::semantics
