#include "compiler/semantics/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>
#include <cmath>

namespace collmc::semantics {

std::string quote(Span span) {
    constexpr std::size_t kLongest = 60;
    std::string text;
    for (const char c : span.text()) {
        const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
        if (space && (text.empty() || text.back() == ' ')) continue;
        text += space ? ' ' : c;
    }
    if (text.size() > kLongest) text = text.substr(0, kLongest - 3) + "...";
    return "`" + text + "`";
}

std::string with_article(const std::string& noun) {
    const bool vowel = !noun.empty() && std::string("AEIOUaeiou").find(noun.front()) != std::string::npos;
    return (vowel ? "an " : "a ") + noun;
}

std::string describe(const Type& type, const Schema& schema) {
    switch (type.kind) {
        case Type::Kind::error: return "something unknown";
        case Type::Kind::boolean: return "a condition";
        case Type::Kind::integer: return "a whole number";
        case Type::Kind::real:
            if (type.dimension == Rational{}) return "a pure number";
            if (type.dimension == Rational{1, 1}) return "an energy (GeV)";
            return "a number in " + unit_of(type.dimension);
        case Type::Kind::object:
            switch (type.object.kind) {
                case ObjectType::Kind::met: return "the missing momentum";
                case ObjectType::Kind::momentum: return "a sum of momenta";
                case ObjectType::Kind::transverse: return "a transverse momentum";
                case ObjectType::Kind::detector: return with_article(to_string(type, schema));
            }
            break;
        case Type::Kind::collection: return "a collection of " + to_string(Type::of_object(type.object), schema);
    }
    return "";
}

std::string group_message(const Schema& schema, const std::string& name) {
    std::vector<std::string> members;
    for (const ParticleGroup& group : schema.groups)
        for (std::size_t i = 0; i < schema.particles.size() && group.name == name; ++i)
            if (group.particles >> i & 1) members.push_back(schema.particles[i].name);
    return fmt::format("`{}` is a name for several kinds of objects; write the ones you mean: {}", name,
                       fmt::join(members, ", "));
}

std::string describe_parameter(const Type& type, const Schema& schema) {
    const bool general =
        type.object.kind == ObjectType::Kind::momentum || type.object.kind == ObjectType::Kind::transverse;
    const bool full = type.object.kind == ObjectType::Kind::momentum;
    if (type.kind == Type::Kind::object && general) return full ? "an object with a full momentum" : "an object";
    if (type.kind == Type::Kind::collection && general)
        return full ? "a collection of objects with a full momentum" : "a collection of objects";
    return describe(type, schema);
}

std::string describe_axis(const Dimension& dimension) {
    const Axis& axis = dimension.axis;
    const std::string unit = unit_of(axis.dimension);
    const double step = (axis.high - axis.low) / axis.bins;
    bool uniform = !dimension.above;
    for (std::size_t i = 0; i < axis.edges.size(); ++i)
        uniform &= std::abs(axis.edges[i] - axis.low - step * static_cast<double>(i)) < 1e-9 * step;
    const std::string text = uniform ? fmt::format("{} bins from {} to {}", axis.bins, axis.low, axis.high)
                                     : fmt::format("edges {}", fmt::join(axis.edges, ", "));
    return fmt::format("{}{}{}{}", text, unit.empty() ? "" : " ", unit, dimension.above ? " and above" : "");
}

std::string listed(const std::vector<std::string>& items, const char* last) {
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) text += i + 1 == items.size() ? fmt::format(" {} ", last) : ", ";
        text += items[i];
    }
    return text;
}

std::string listed_quoted(const std::vector<std::string>& items, const char* last) {
    std::vector<std::string> quoted;
    for (const std::string& item : items) quoted.push_back("`" + item + "`");
    return listed(quoted, last);
}

std::string counted(std::size_t n, const std::string& noun) {
    return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

}  // namespace collmc::semantics
