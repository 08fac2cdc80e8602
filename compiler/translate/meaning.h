// What the parser makes of the words: objects, quantities and conditions as expressions of the language, with what an
// event must have for them, and names and axes for outputs.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace collmc::translate {

/// `size(of) >= count`, or `exists(of)` with count 0.
struct Need {
    std::string of;
    int count = 0;
    friend bool operator==(const Need&, const Need&) = default;
};
using Needs = std::vector<Need>;

/// What both ask for, each object once.
Needs joined(Needs a, const Needs& b);

/// Where `select |eta| < 2.5` ends; of what asks for anything else as well, nothing.
std::optional<double> eta_limit_of(const std::string& statement);

/// A momentum: an object of the event, MET, a sum, a candidate.
struct Thing {
    std::string text;  ///< `leptons[0]`, `MET`, `dijet`, `Z.l1`
    std::string tag;   ///< in names of outputs, `l1`, `met`, `jj`
    std::string latex;
    Needs needs;
    std::string collection;    ///< of a single object
    int rank = -1;             ///< of a single object
    std::vector<Thing> parts;  ///< of a sum or candidate
    bool transverse = false;   ///< it has no eta and no mass
};

/// What a noun names.
struct Noun {
    std::vector<Thing> things;
    std::string collection;  ///< "jets": all of them; then there are no things
    bool plural = false;
    bool definite = false;  ///< "the jets"
    bool system = false;    ///< "the dijet system": the things are one
    bool leading = false;   ///< "the two leading jets"
    int counted = 0;        ///< how many were spoken of, "the two leading jets"; 0: nothing said
};

enum class Dimension { energy, angle, number, count, root };

/// A quantity: one number for an event, or with `loop` one for each object.
struct Value {
    std::string text;
    Dimension dimension = Dimension::number;
    Needs needs;
    std::string name, latex;
    std::string axis;        ///< class of the default axis
    std::string loop;        ///< "for j in jets"
    bool unranked = false;   ///< of "any jet" or "each jet": no single number to plot
    bool for_each = false;   ///< the smallest of several that are all meant
    bool is_signed = false;  ///< an angle or a difference that a cut means without its sign
    std::string etalimit;    ///< of an eta: the collection whose selection limits it
};

struct Bound {
    std::string digits;  ///< with its sign
    std::string unit;    ///< as written, `GeV`; empty for none
    double value() const { return std::stod(digits); }
    bool value_is_zero() const { return digits.find_first_not_of("0.") == std::string::npos; }
};

/// What a cut asks; it is true or not for an event.
struct Condition {
    std::string text;
    Needs needs;
    Needs gives;  ///< what an event that passes has
    bool is_or = false;
};

}  // namespace collmc::translate
