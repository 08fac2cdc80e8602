// Reading a schema from its JSON file.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "compiler/semantics/checker.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/schema.h"
#include "compiler/syntax/parse.h"
#include "runtime/abi/block.h"

namespace collmc::semantics {

namespace {

using Json = nlohmann::json;
using diagnostics::SourceFile;

constexpr std::array<std::string_view, 4> kComponentNames = {"px", "py", "pz", "energy"};

/// What is wrong with the file, for whoever edited it; caught in load_schema.
struct SchemaProblem {
    std::string text;
};

template <typename Names>
int index_in(const Names& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

class Loader {
public:
    Loader(const SourceFile& file, const std::vector<syntax::Tree>& library, diagnostics::SourceSet& sources,
           diagnostics::Diagnostics& diagnostics)
        : file_(file), library_(library), sources_(sources), diagnostics_(diagnostics) {}

    std::shared_ptr<const Schema> load(const Json& json) {
        schema_->format = json.at("format").get<std::string>();
        shared_ = json.value("shared", Json::object());
        schema_->met.name = json.at("met").at("name").get<std::string>();
        load_particles(json.at("particles"));
        load_groups(json.value("groups", Json::array()));
        load_kind(json.at("met"), {ObjectType::Kind::met, 0}, schema_->met, abi::kEventColumnNames);
        load_kind(json.at("momentum"), {ObjectType::Kind::momentum, 0}, schema_->momentum, kComponentNames);
        load_kind(json.at("transverse"), {ObjectType::Kind::transverse, 0}, schema_->transverse, kComponentNames);
        check_hierarchy();
        return schema_;
    }

private:
    void load_particles(const Json& particles) {
        for (const Json& json : particles) {
            const auto bit = static_cast<std::uint32_t>(1U << schema_->particles.size());
            Particle& particle = schema_->particles.emplace_back();
            particle.multiplicity = json.at("multiplicity").get<int>();
            particle.block_particle = index_in(abi::kParticleNames, json.at("name").get<std::string>());
            if (particle.block_particle < 0)
                throw SchemaProblem{fmt::format("no particle `{}` is read from events", json.at("name").dump())};
            load_kind(json, {ObjectType::Kind::detector, bit}, particle, abi::kObjectColumnNames);
        }
    }

    void load_groups(const Json& groups) {
        for (const Json& json : groups) {
            ParticleGroup group{json.at("name").get<std::string>(), 0};
            for (const Json& member : json.at("particles")) {
                const auto found = std::find_if(schema_->particles.begin(), schema_->particles.end(),
                                                [&](const Particle& p) { return p.name == member.get<std::string>(); });
                if (found == schema_->particles.end())
                    throw SchemaProblem{fmt::format("group `{}` has an unknown member {}", group.name, member.dump())};
                group.particles |= 1U << (found - schema_->particles.begin());
            }
            schema_->groups.push_back(group);
        }
    }

    /// First the names and types of all attributes, then the formulas, which may use any of them.
    template <typename Columns>
    void load_kind(const Json& json, ObjectType type, Particle& kind, const Columns& columns) {
        kind.name = json.at("name").get<std::string>();
        std::vector<Json> entries;
        for (const Json& entry : json.at("attributes")) {
            if (!entry.is_string()) {
                entries.push_back(entry);
                continue;
            }
            const std::string shared = entry.get<std::string>();
            if (!shared_.contains(shared)) throw SchemaProblem{fmt::format("no shared attributes `{}`", shared)};
            for (const Json& attribute : shared_.at(shared)) entries.push_back(attribute);
        }
        for (const Json& entry : entries) declare_attribute(entry, kind, columns);
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (entries[i].contains("formula"))
                kind.attributes[i].formula =
                    check_formula(kind.name + "." + kind.attributes[i].name,
                                  entries[i].at("formula").get<std::string>(), type, kind.attributes[i].type);
        for (const Attribute& attribute : kind.attributes) check_well_founded(kind, attribute, 0);
    }

    template <typename Columns>
    static void declare_attribute(const Json& json, Particle& kind, const Columns& columns) {
        Attribute attribute;
        attribute.name = json.at("name").get<std::string>();
        const std::string place = kind.name + "." + attribute.name;
        if (Schema::find(kind, attribute.name) != nullptr) throw SchemaProblem{fmt::format("`{}` stands twice", place)};
        attribute.type = type_named(json.at("type").get<std::string>(), place);
        attribute.documentation = json.at("doc").get<std::string>();
        if (json.contains("column")) {
            attribute.column = index_in(columns, json.at("column").get<std::string>());
            if (attribute.column < 0)
                throw SchemaProblem{fmt::format("`{}`: no column {}", place, json.at("column").dump())};
        } else if (!json.contains("formula")) {
            throw SchemaProblem{fmt::format("`{}` has neither column nor formula", place)};
        }
        kind.attributes.push_back(std::move(attribute));
    }

    /// No formula needs itself: a chain of attributes longer than there are any is a circle.
    static void check_well_founded(const Particle& kind, const Attribute& attribute, std::size_t depth) {
        if (depth > kind.attributes.size())
            throw SchemaProblem{fmt::format("`{}.{}` needs itself", kind.name, attribute.name)};
        if (attribute.formula != nullptr) follow_attributes(kind, *attribute.formula, depth);
    }

    static void follow_attributes(const Particle& kind, const Expr& expr, std::size_t depth) {
        if (expr.kind == Expr::Kind::attribute)
            check_well_founded(kind, *Schema::find(kind, expr.attribute_name), depth + 1);
        for (const ExprPtr& operand : expr.operands) follow_attributes(kind, *operand, depth);
    }

    static Type type_named(const std::string& name, const std::string& place) {
        if (name == "Energy") return Type::real({1, 1});
        if (name == "Real") return Type::real();
        if (name == "Integer") return Type::integer();
        if (name == "Bool") return Type::boolean();
        throw SchemaProblem{fmt::format("`{}`: no type `{}`", place, name)};
    }

    /// Kinds share formulas: each is parsed once.
    const syntax::Expr* parse_formula(const std::string& place, const std::string& text) {
        const auto [formula, is_new] = formulas_.try_emplace(text);
        if (is_new) {
            const SourceFile& source = sources_.add(fmt::format("{} ({})", file_.path(), place), text);
            formula->second = syntax::parse_expression(source, diagnostics_);
        }
        return formula->second.get();
    }

    ExprPtr check_formula(const std::string& place, const std::string& text, ObjectType object, Type declared) {
        const std::size_t errors = diagnostics_.error_count();
        const syntax::Expr* const tree = parse_formula(place, text);
        if (tree == nullptr || diagnostics_.error_count() > errors) throw SchemaProblem{"`" + place + "`: see above"};
        Checker checker(schema_, library_, diagnostics_);
        Scope scope;
        scope.self.push_back({{"this", tree->span}, kThisVariable, object});
        scope.sees_analysis = false;
        ExprPtr formula = ExpressionChecker(checker, scope).check(*tree);
        if (diagnostics_.error_count() > errors) throw SchemaProblem{"`" + place + "`: see above"};
        if (!checker.program().functions.empty())
            throw SchemaProblem{fmt::format("`{}`: a formula may call intrinsic functions only", place)};
        if (!is_subtype(formula->type, declared))
            throw SchemaProblem{fmt::format("`{}` is declared as {}, its formula is {}", place,
                                            to_string(declared, *schema_), to_string(formula->type, *schema_))};
        return formula;
    }

    /// Every object has what it may be taken for.
    void check_hierarchy() const {
        for (const Particle& particle : schema_->particles) check_covers(particle, schema_->momentum);
        check_covers(schema_->momentum, schema_->transverse);
        check_covers(schema_->met, schema_->transverse);
    }

    static void check_covers(const Particle& kind, const Particle& general) {
        for (const Attribute& wanted : general.attributes) {
            const Attribute* own = Schema::find(kind, wanted.name);
            if (own == nullptr || own->type != wanted.type)
                throw SchemaProblem{fmt::format("`{}` lacks `{}` of `{}`", kind.name, wanted.name, general.name)};
        }
    }

    const SourceFile& file_;
    const std::vector<syntax::Tree>& library_;
    diagnostics::SourceSet& sources_;
    diagnostics::Diagnostics& diagnostics_;
    std::shared_ptr<Schema> schema_ = std::make_shared<Schema>();
    Json shared_;
    std::map<std::string, syntax::ExprPtr> formulas_;
};

}  // namespace

std::shared_ptr<const Schema> load_schema(const SourceFile& json, const std::vector<syntax::Tree>& library,
                                          diagnostics::SourceSet& sources, diagnostics::Diagnostics& diagnostics) {
    const diagnostics::Span start{&json, 0, 0};
    try {
        return Loader(json, library, sources, diagnostics).load(Json::parse(json.text()));
    } catch (const SchemaProblem& problem) {
        diagnostics.error("E0901", "semantics", start, "the schema of the event format is broken: " + problem.text);
    } catch (const Json::exception& problem) {
        diagnostics.error("E0901", "semantics", start,
                          fmt::format("the schema of the event format is broken: {}", problem.what()));
    }
    return nullptr;
}

}  // namespace collmc::semantics
