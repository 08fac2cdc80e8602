// Two programs as one, so that what they say can be compared: the values of both are terms of one table, and what the
// checker can prove of a program it can prove of both.
//
// What has the same content in both is there once. On request, what stands for each other by a pairing is there once
// as well, although its content differs: then two statements are equal that differ only by changes elsewhere.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/diff/conditions.h"
#include "compiler/semantics/typed.h"

namespace collmc::diff {

/// Numbers of declarations of the second program, with those of the first that they stand for.
struct Pairs {
    std::map<int, int> collections, candidates, defines, functions, regions;
};

/// Where the declarations of one program are in the joint one.
struct Places {
    struct Numbers {
        std::vector<int> collections, candidates, defines, functions;
    };
    Numbers used;          ///< what their uses refer to: it may have the content of the other program's
    Numbers own;           ///< what has their own content
    int first_region = 0;  ///< its regions stand there in their order
};

class Joint {
public:
    enum class Mode {
        contents,  ///< one where the content is one
        names,     ///< and where the pairing says so, if the two can stand for each other at all
    };
    /// Whether values that differ by the order of rounding only, as `(a + b) + c` and `a + (b + c)`, are two.
    enum class Rounding { counts, ignored };
    /// The programs may be forgotten afterwards, but not the texts that they were read from. Without `pairs`, which
    /// `Mode::names` needs, every `chance` draws as one at any other place would; with them, as one that stands in the
    /// declaration of the first program.
    Joint(const semantics::Program& before, const semantics::Program& after, const Pairs* pairs, Mode mode,
          Rounding rounding = Rounding::counts);
    Joint(const Joint&) = delete;
    Joint& operator=(const Joint&) = delete;

    const semantics::Program& program() const { return program_; }
    const Places& before() const { return before_; }
    const Places& after() const { return after_; }
    Conditions& conditions() { return conditions_; }

    const semantics::Region& region_before(int region) const { return at(before_.first_region + region); }
    const semantics::Region& region_after(int region) const { return at(after_.first_region + region); }

    /// A collection as what its objects are taken from, and what is asked of them, through all selections of
    /// selections.
    struct Selection {
        std::string origin;  ///< equal texts are one
        Condition condition;
        std::vector<std::pair<const semantics::Cut*, semantics::VariableId>> cuts;  ///< with what stands for the object
    };
    Selection selection(semantics::CollectionId collection) {
        return selection_of(program_.collections[static_cast<std::size_t>(collection)]);
    }
    /// What a candidate's block asks of its legs.
    Condition condition(const semantics::Candidate& candidate);

    /// Where one of two collections is certainly a part of the other, by their cuts, it gets the cuts of the other one
    /// as well, which changes nothing and lets the provers see it. Nothing that was asked before may be used
    /// afterwards.
    void spell_out_parts(const std::vector<std::pair<semantics::CollectionId, semantics::CollectionId>>& pairs);

private:
    class Side;
    friend class Side;

    const semantics::Region& at(int region) const { return program_.regions[static_cast<std::size_t>(region)]; }
    const semantics::Collection& collection(semantics::CollectionId id) const {
        return program_.collections[static_cast<std::size_t>(id)];
    }
    Selection selection_of(const semantics::Collection& collection);
    std::string origin_of(const semantics::Collection& collection);
    std::string content_of(const semantics::Candidate& candidate);
    void spell_out(semantics::CollectionId part, semantics::CollectionId whole);

    semantics::Program program_;
    Conditions conditions_;
    Places before_, after_;
    bool has_retyped_ = false;
    std::map<std::string, int> collections_, candidates_, tables_;  ///< by content
};

}  // namespace collmc::diff
