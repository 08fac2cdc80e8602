#include "compiler/diff/join.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "compiler/diff/copy_program.h"

namespace collmc::diff {

using semantics::Candidate;
using semantics::Collection;
using semantics::CollectionId;
using semantics::Cut;
using semantics::Function;
using semantics::ObjectType;
using semantics::Program;
using semantics::VariableId;

namespace {

std::string text_of(const semantics::Table& table) {
    std::string text = table.nearest ? "nearest" : fmt::format("outside {}", table.outside);
    for (const semantics::Table::Row& row : table.rows) {
        for (const semantics::Table::Side& side : row.box)
            text += fmt::format(" {}{},{}{}", side.low_closed ? '[' : '(', side.low, side.high,
                                side.high_closed ? ']' : ')');
        text += fmt::format(":{},{},{}", row.value, row.up, row.down);
    }
    return text;
}

/// The number behind the place in a stream's name, `object jets 2`: of the second `chance` there.
std::string number_of_draw(const std::string& stream, const std::string& place) {
    return stream.size() > place.size() ? stream.substr(place.size()) : "";
}

/// `object jets` of `object jets 2`.
std::string place_of_draw(const std::string& stream) {
    const std::size_t kind = stream.find(' ');
    return stream.substr(0, stream.find(' ', kind == std::string::npos ? 0 : kind + 1));
}

}  // namespace

/// Copies one of the two programs.
class Joint::Side : public ProgramCopier {
public:
    Side(Joint& joint, const Program& from, Places& places) : joint_(joint), from_(from), places_(places) {
        first_variable_ = joint.program_.variable_count;
        joint.program_.variable_count += from.variable_count;
        places.used.collections.assign(from.collections.size(), -1);
        places.used.candidates.assign(from.candidates.size(), -1);
        places.used.defines.assign(from.defines.size(), -1);
        places.used.functions.assign(from.functions.size(), -1);
        local_defines_.resize(from.candidates.size());
    }

    /// Of the second program: what stands for what of the first one.
    void pair(const Pairs& pairs, const Program& first, bool identify) {
        const auto same_place = [&](const char* kind, const auto& theirs, const auto& own, const auto& numbers) {
            for (const auto& [mine, other] : numbers)
                streams_[fmt::format("{} {}", kind, own[static_cast<std::size_t>(mine)].name)] =
                    fmt::format("{} {}", kind, theirs[static_cast<std::size_t>(other)].name);
        };
        same_place("object", first.collections, from_.collections, pairs.collections);
        same_place("candidate", first.candidates, from_.candidates, pairs.candidates);
        same_place("define", first.defines, from_.defines, pairs.defines);
        same_place("function", first.functions, from_.functions, pairs.functions);
        same_place("region", first.regions, from_.regions, pairs.regions);
        if (identify) pairs_ = &pairs;
    }
    void forget_streams() { forgets_streams_ = true; }

    void copy_all() {
        for (std::size_t i = 0; i < from_.collections.size(); ++i) collection(static_cast<int>(i));
        for (std::size_t i = 0; i < from_.candidates.size(); ++i) candidate(static_cast<int>(i));
        for (std::size_t i = 0; i < from_.defines.size(); ++i) define(static_cast<int>(i));
        for (std::size_t i = 0; i < from_.functions.size(); ++i) function(static_cast<int>(i));
        places_.own = places_.used;
        if (pairs_ != nullptr) copy_own();
        places_.first_region = static_cast<int>(program().regions.size());
        for (const semantics::Region& region : from_.regions) {
            program().regions.push_back(copy(region));
            for (int& parent : program().regions.back().parents) parent += places_.first_region;
        }
    }

protected:
    int collection(int id) override {
        int& place = places_.used.collections[static_cast<std::size_t>(id)];
        if (place < 0) place = place_of(from_.collections[static_cast<std::size_t>(id)], id);
        return place;
    }

    int candidate(int id) override {
        const auto index = static_cast<std::size_t>(id);
        if (places_.used.candidates[index] >= 0) return places_.used.candidates[index];
        const Candidate& own = from_.candidates[index];
        const int partner =
            paired(pairs_ != nullptr ? &pairs_->candidates : nullptr, id, joint_.before_.used.candidates);
        if (partner >= 0 && may_stand_for(own, joint_.program_.candidates[static_cast<std::size_t>(partner)])) {
            places_.used.candidates[index] = partner;
            identified_.candidates.push_back(id);
            adopt_defines(id, partner);
            return partner;
        }
        // Its own number stands in its block.
        places_.used.candidates[index] = static_cast<int>(program().candidates.size());
        program().candidates.emplace_back();
        // What the block reads of its own defines is looked up in the program.
        std::vector<Candidate::LocalDefine> defines = copy_defines(own);
        program().candidates[static_cast<std::size_t>(places_.used.candidates[index])].defines = std::move(defines);
        Candidate copied = copy_block(own);
        const std::string content = joint_.content_of(copied);
        program().candidates[static_cast<std::size_t>(places_.used.candidates[index])] = std::move(copied);
        const auto [known, fresh] = joint_.candidates_.emplace(content, places_.used.candidates[index]);
        if (!fresh) {
            places_.used.candidates[index] = known->second;
            adopt_defines(id, known->second);
        }
        return places_.used.candidates[index];
    }

    int define(int id) override {
        int& place = places_.used.defines[static_cast<std::size_t>(id)];
        if (place >= 0) return place;
        const semantics::Define& own = from_.defines[static_cast<std::size_t>(id)];
        const int partner = paired(pairs_ != nullptr ? &pairs_->defines : nullptr, id, joint_.before_.used.defines);
        if (partner >= 0 &&
            may_stand_for(own.value->type, program().defines[static_cast<std::size_t>(partner)].value->type)) {
            identified_.defines.push_back(id);
            return place = partner;
        }
        semantics::ExprPtr value = copy(own.value);
        program().defines.push_back({own.name, std::move(value), own.span, own.used});
        return place = static_cast<int>(program().defines.size()) - 1;
    }

    int function(int id) override {
        int& place = places_.used.functions[static_cast<std::size_t>(id)];
        if (place >= 0) return place;
        const Function& own = from_.functions[static_cast<std::size_t>(id)];
        const int partner = paired(pairs_ != nullptr ? &pairs_->functions : nullptr, id, joint_.before_.used.functions);
        if (partner >= 0 && may_stand_for(own, program().functions[static_cast<std::size_t>(partner)])) {
            identified_.functions.push_back(id);
            return place = partner;
        }
        if (own.body == nullptr) {
            const std::string content =
                own.table ? text_of(*own.table) : fmt::format("intrinsic {}", static_cast<int>(*own.intrinsic));
            const auto [known, fresh] = joint_.tables_.emplace(content, static_cast<int>(program().functions.size()));
            if (!fresh) return place = known->second;
        }
        Function copied = copy_function(own);
        program().functions.push_back(std::move(copied));
        return place = static_cast<int>(program().functions.size()) - 1;
    }

    int variable(int id) override {
        if (id == semantics::kThisVariable) return id;
        const auto renamed = renamed_.find(id);
        return renamed != renamed_.end() ? renamed->second : id + first_variable_;
    }

    int local_define(int candidate, int index) override {
        this->candidate(candidate);
        const std::vector<int>& places = local_defines_[static_cast<std::size_t>(candidate)];
        return places.empty() ? index : places[static_cast<std::size_t>(index)];
    }

    std::string stream(const std::string& name) override {
        const std::string place = place_of_draw(name);
        if (forgets_streams_) return number_of_draw(name, place);
        const auto known = streams_.find(place);
        return known == streams_.end() ? name : known->second + number_of_draw(name, place);
    }

private:
    Program& program() { return joint_.program_; }

    static int paired(const std::map<int, int>* pairs, int id, const std::vector<int>& theirs) {
        if (pairs == nullptr) return -1;
        const auto found = pairs->find(id);
        return found == pairs->end() ? -1 : theirs[static_cast<std::size_t>(found->second)];
    }

    int place_of(const Collection& own, int id) {
        if (own.kind == Collection::Kind::base) return own.particle;
        const int partner =
            paired(pairs_ != nullptr ? &pairs_->collections : nullptr, id, joint_.before_.used.collections);
        if (partner >= 0 && may_stand_for(own.element, joint_.collection(partner).element)) {
            identified_.collections.push_back(id);
            return partner;
        }
        Collection copied = copy_block(own);
        const Selection selection = joint_.selection_of(copied);
        const auto [known, fresh] =
            joint_.collections_.emplace(selection.origin + "|" + diff::text_of(selection.condition),
                                        static_cast<int>(program().collections.size()));
        if (fresh) program().collections.push_back(std::move(copied));
        return known->second;
    }

    Collection copy_block(const Collection& own) {
        Collection copied;
        copied.name = own.name;
        copied.kind = own.kind;
        for (const CollectionId it : own.sources) copied.sources.push_back(collection(it));
        for (const int it : own.excluded) copied.excluded.push_back(candidate(it));
        for (const CollectionId it : own.excluded_collections) copied.excluded_collections.push_back(collection(it));
        if (own.candidate >= 0) copied.candidate = candidate(own.candidate);
        copied.element = renumbered(own.element);
        copied.rows = own.rows;
        copied.key = copy(own.key);
        copied.highest_first = own.highest_first;
        copied.count = own.count;
        copied.self = variable(own.self);
        copied.cuts = copy(own.cuts);
        copied.span = own.span;
        copied.used = own.used;
        return copied;
    }

    Candidate copy_block(const Candidate& own) {
        Candidate copied;
        copied.name = own.name;
        copied.kind = own.kind;
        for (const Candidate::Leg& leg : own.legs)
            copied.legs.push_back(
                {leg.name, variable(leg.variable), collection(leg.collection), leg.group, renumbered(leg.type)});
        copied.defines = copy_defines(own);
        copied.cuts = copy(own.cuts);
        for (const semantics::ExprPtr& key : own.keys) copied.keys.push_back(copy(key));
        copied.span = own.span;
        copied.used = own.used;
        return copied;
    }
    std::vector<Candidate::LocalDefine> copy_defines(const Candidate& own) {
        std::vector<Candidate::LocalDefine> copied;
        for (const Candidate::LocalDefine& it : own.defines) copied.push_back({it.name, copy(it.value), it.span});
        return copied;
    }

    Function copy_function(const Function& own) {
        Function copied;
        copied.name = own.name;
        for (const Function::Parameter& it : own.parameters)
            copied.parameters.push_back({it.name, renumbered(it.type)});
        copied.result = renumbered(own.result);
        copied.body = copy(own.body);
        copied.intrinsic = own.intrinsic;
        copied.table = own.table;
        copied.span = own.span;
        copied.from_library = own.from_library;
        return copied;
    }

    /// The own content of what something else stands for.
    void copy_own() {
        for (const int id : identified_.collections) {
            Collection copied = copy_block(from_.collections[static_cast<std::size_t>(id)]);
            places_.own.collections[static_cast<std::size_t>(id)] = static_cast<int>(program().collections.size());
            program().collections.push_back(std::move(copied));
        }
        for (const int id : identified_.candidates) {
            const Candidate& own = from_.candidates[static_cast<std::size_t>(id)];
            const std::map<int, int> outer = call_legs_as(own, places_.used.candidates[static_cast<std::size_t>(id)]);
            Candidate copied = copy_block(own);
            renamed_ = outer;
            places_.own.candidates[static_cast<std::size_t>(id)] = static_cast<int>(program().candidates.size());
            program().candidates.push_back(std::move(copied));
        }
        for (const int id : identified_.defines) {
            const semantics::Define& own = from_.defines[static_cast<std::size_t>(id)];
            semantics::ExprPtr value = copy(own.value);
            places_.own.defines[static_cast<std::size_t>(id)] = static_cast<int>(program().defines.size());
            program().defines.push_back({own.name, std::move(value), own.span, own.used});
        }
        for (const int id : identified_.functions) {
            Function copied = copy_function(from_.functions[static_cast<std::size_t>(id)]);
            places_.own.functions[static_cast<std::size_t>(id)] = static_cast<int>(program().functions.size());
            program().functions.push_back(std::move(copied));
        }
    }

    /// Gives the legs the variables of those that stand for them; what was renamed before.
    std::map<int, int> call_legs_as(const Candidate& own, int partner) {
        const std::map<int, int> outer = renamed_;
        const Candidate& other = program().candidates[static_cast<std::size_t>(partner)];
        for (std::size_t i = 0; i < own.legs.size(); ++i) renamed_[own.legs[i].variable] = other.legs[i].variable;
        return outer;
    }

    /// What the block of candidate `id` defines is there in the block of the one that stands for it: under its name, or
    /// as one more.
    void adopt_defines(int id, int partner) {
        const Candidate& own = from_.candidates[static_cast<std::size_t>(id)];
        std::vector<int>& places = local_defines_[static_cast<std::size_t>(id)];
        places.clear();
        const std::map<int, int> outer = call_legs_as(own, partner);
        for (const Candidate::LocalDefine& it : own.defines) {
            const auto& theirs = program().candidates[static_cast<std::size_t>(partner)].defines;
            const auto same = std::find_if(theirs.begin(), theirs.end(), [&](const Candidate::LocalDefine& other) {
                return pairs_ != nullptr && other.name == it.name && may_stand_for(it.value->type, other.value->type);
            });
            if (same != theirs.end()) {
                places.push_back(static_cast<int>(same - theirs.begin()));
                continue;
            }
            semantics::ExprPtr value = copy(it.value);
            auto& defines = program().candidates[static_cast<std::size_t>(partner)].defines;
            places.push_back(static_cast<int>(defines.size()));
            defines.push_back({it.name, std::move(value), it.span});
        }
        renamed_ = outer;
    }

    bool may_stand_for(ObjectType own, ObjectType other) {
        return own.kind == other.kind && renumbered(own).combination == other.combination;
    }
    bool may_stand_for(const semantics::Type& own, const semantics::Type& other) {
        return own.kind == other.kind && own.dimension == other.dimension && may_stand_for(own.object, other.object);
    }
    bool may_stand_for(const Candidate& own, const Candidate& other) {
        if (own.kind != other.kind || own.legs.size() != other.legs.size()) return false;
        for (std::size_t i = 0; i < own.legs.size(); ++i)
            if (own.legs[i].group != other.legs[i].group || !may_stand_for(own.legs[i].type, other.legs[i].type))
                return false;
        return true;
    }
    bool may_stand_for(const Function& own, const Function& other) {
        if (own.parameters.size() != other.parameters.size() || !may_stand_for(own.result, other.result)) return false;
        for (std::size_t i = 0; i < own.parameters.size(); ++i)
            if (!may_stand_for(own.parameters[i].type, other.parameters[i].type)) return false;
        return true;
    }

    Joint& joint_;
    const Program& from_;
    Places& places_;
    const Pairs* pairs_ = nullptr;
    std::map<std::string, std::string> streams_;
    bool forgets_streams_ = false;
    int first_variable_ = 0;
    std::map<int, int> renamed_;
    Places::Numbers identified_;                   ///< those that something of the other program stands for
    std::vector<std::vector<int>> local_defines_;  ///< [candidate][define]: in the block that stands for it
};

Joint::Joint(const Program& before, const Program& after, const Pairs* pairs, Mode mode, Rounding rounding)
    : conditions_(program_, {.spelling = true, .kinds = false, .rounding = rounding == Rounding::counts}) {
    program_.schema = before.schema;
    for (const Program* program : {&before, &after})
        for (const Collection& it : program->collections)
            has_retyped_ = has_retyped_ || it.kind == Collection::Kind::retyped;
    // A file that is not there has no objects of events either.
    for (const Collection& base : (before.collections.empty() ? after : before).collections) {
        if (base.kind != Collection::Kind::base) break;
        Collection copied;
        copied.name = base.name;
        copied.element = base.element;
        copied.rows = base.rows;
        copied.particle = base.particle;
        copied.self = base.self;
        copied.span = base.span;
        copied.used = true;
        collections_.emplace(origin_of(copied) + "|", static_cast<int>(program_.collections.size()));
        program_.collections.push_back(std::move(copied));
    }
    Side first(*this, before, before_);
    if (pairs == nullptr) first.forget_streams();
    first.copy_all();
    Side second(*this, after, after_);
    if (pairs != nullptr)
        second.pair(*pairs, before, mode == Mode::names);
    else
        second.forget_streams();
    second.copy_all();
}

// ---- contents ----

Condition Joint::condition(const Candidate& own) { return conditions_.passed(own.cuts, conditions_.scope_of(own)); }

std::string Joint::origin_of(const Collection& own) {
    std::vector<int> sources = own.sources, excluded = own.excluded, others = own.excluded_collections;
    std::sort(excluded.begin(), excluded.end());
    std::sort(others.begin(), others.end());
    switch (own.kind) {
        case Collection::Kind::base: return fmt::format("base {}", own.particle);
        case Collection::Kind::filtered: return origin_of(collection(own.sources[0]));
        case Collection::Kind::union_of:
            // A row is read as the first source has it, which makes a difference only where kinds are read as others.
            if (!has_retyped_) std::sort(sources.begin(), sources.end());
            return fmt::format("union {}", fmt::join(sources, ","));
        case Collection::Kind::excluding:
            return fmt::format("excluding {} {} {}", sources[0], fmt::join(excluded, ","), fmt::join(others, ","));
        case Collection::Kind::members: return fmt::format("members {}", own.candidate);
        case Collection::Kind::combinations: return fmt::format("combinations {}", own.candidate);
        case Collection::Kind::ordered:
            return fmt::format("ordered {} {} {}", sources[0], conditions_.value(*own.key, conditions_.scope_of(own)),
                               own.highest_first);
        case Collection::Kind::leading: return fmt::format("leading {} {}", sources[0], own.count);
        case Collection::Kind::retyped: return fmt::format("retyped {} {}", sources[0], own.element.particles);
    }
    return "";
}

Joint::Selection Joint::selection_of(const Collection& own) {
    Selection selection;
    if (own.kind == Collection::Kind::filtered)
        selection = this->selection(own.sources[0]);
    else
        selection.origin = origin_of(own);
    selection.condition = selection.condition & conditions_.passed(own.cuts, conditions_.scope_of(own));
    for (const Cut& cut : own.cuts) selection.cuts.emplace_back(&cut, own.self);
    return selection;
}

std::string Joint::content_of(const Candidate& own) {
    std::string content = fmt::format("{}", static_cast<int>(own.kind));
    for (const Candidate::Leg& leg : own.legs) content += fmt::format(" {}:{}", leg.group, leg.collection);
    content += "|" + diff::text_of(condition(own));
    for (const semantics::ExprPtr& key : own.keys)
        content += fmt::format("|{}", conditions_.value(*key, conditions_.scope_of(own)));
    return content;
}

// ---- parts ----

void Joint::spell_out_parts(const std::vector<std::pair<CollectionId, CollectionId>>& pairs) {
    std::vector<std::pair<CollectionId, CollectionId>> parts;
    for (const auto& [a, b] : pairs) {
        if (a == b) continue;
        const Selection first = selection(a), second = selection(b);
        if (first.origin != second.origin) continue;
        if (conditions_.entails(first.condition, second.condition)) parts.emplace_back(a, b);
        if (conditions_.entails(second.condition, first.condition)) parts.emplace_back(b, a);
    }
    for (const auto& [part, whole] : parts) spell_out(part, whole);
}

void Joint::spell_out(CollectionId part, CollectionId whole) {
    /// Within the joint program everything keeps its number but the object.
    class Renaming : public ProgramCopier {
    public:
        Renaming(VariableId from, VariableId to) : from_(from), to_(to) {}

    protected:
        int collection(int id) override { return id; }
        int candidate(int id) override { return id; }
        int define(int id) override { return id; }
        int function(int id) override { return id; }
        int variable(int id) override { return id == from_ ? to_ : id; }

    private:
        VariableId from_, to_;
    };
    Collection& own = program_.collections[static_cast<std::size_t>(part)];
    std::vector<Cut> added;
    for (const auto& [cut, variable] : selection(whole).cuts) added.push_back(Renaming(variable, own.self).copy(*cut));
    std::move(added.begin(), added.end(), std::back_inserter(own.cuts));
}

}  // namespace collmc::diff
