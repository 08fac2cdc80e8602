// Random programs of the whole language that the checker must accept: every expression has its type and its unit, and
// what may be missing is used only where the lines above prove it, or behind an `else`.
//
// The generator knows just enough to do so: what the objects of a collection are, and which sizes and candidates the
// cuts of a region have proved. Energies and counts come from a coarse lattice, the one of the random events, so that
// values on the edge of a cut, ties and equal keys are common.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/plan/random.h"

namespace collmc::property {

using plan::testing::Random;

/// A statement a line; the lines of a block follow its first one, indented.
struct GeneratedProgram {
    std::vector<std::string> lines;
    std::string text() const;
};

class ProgramGenerator {
public:
    explicit ProgramGenerator(std::uint64_t seed) : random_(seed) {}

    GeneratedProgram generate();

private:
    enum Kinds : unsigned { photon = 1, electron = 2, muon = 4, tau = 8, jet = 16 };

    struct Member;
    /// What an object is: rows of the file of some kinds, or (kinds 0) a combination with members.
    struct Element {
        unsigned kinds = 0;
        std::vector<Member> members;
        bool is_charged() const { return kinds != 0 && (kinds & ~(electron | muon | tau)) == 0; }
        bool is_jet() const { return kinds == jet; }
    };
    struct Member {
        std::string name;
        Element element;
    };
    struct Collection {
        std::string name;
        Element element;
        unsigned rows = 0;                 ///< the kinds of its rows in the file
        std::string source;                ///< what it was selected from, or empty
        std::vector<std::string> smaller;  ///< collections that are parts of it: it has at least their size
    };
    struct Candidate {
        std::string name;
        Element element;
        unsigned rows = 0;
        unsigned kinds = 0;                 ///< what its members are, one by one
        std::vector<std::string> energies;  ///< members that are no objects
        bool is_split = false;
    };
    /// A define of an object, with the collection and the size that it needs.
    struct Needy {
        std::string name, collection;
        int size = 1;
        Element element;
    };
    /// What the lines above have proved.
    struct Facts {
        std::map<std::string, int> sizes;
        std::set<std::string> candidates;
    };
    /// What an expression may use: bound objects, the object of the block, what is proved.
    struct Scope {
        std::vector<Member> bound;
        Facts facts;
        bool in_block = false;  ///< attributes of `self` stand bare
        Element self;
        bool self_is_row = false;  ///< and it is `this`
    };

    // Declarations.
    void base_objects();
    void functions();
    void table();
    void table_of_two();
    void object();
    void filtered();
    void union_of();
    void retyped();
    void excluding();
    void excluding_object();
    void chained_candidate();
    void ordered();
    void members();
    void combinations();
    void candidate();
    void split();
    void define();
    void variation();
    void block_cuts(const Scope& scope, int most);
    void criterion(const Scope& scope);
    /// `a, b in C and c in D`, adding the variables to `members`.
    std::string groups(std::vector<Member>& members, unsigned& rows, int most);

    // Regions.
    void region();
    void region_table();
    void statement(Facts& facts);
    void proof(Facts& facts);
    void weight(const Facts& facts);
    void histogram(const Facts& facts);
    void profile(const Facts& facts);
    void ntuple(const Facts& facts);
    void bins(const Facts& facts);
    std::string guard(Facts& facts);
    std::string loop(Scope& scope);
    std::string energy_axis();
    std::string real_axis();
    void know_size(Facts& facts, const std::string& collection, int size) const;

    // Expressions: complete, present where the scope says so, in parentheses where they are looser than a factor.
    std::string energy(const Scope& scope, int depth);
    std::string real(const Scope& scope, int depth);
    std::string integer(const Scope& scope);
    std::string condition(const Scope& scope, int depth);
    std::string chance(const Scope& scope);
    std::string comparison(const Scope& scope, int depth);
    std::string own_condition(const std::string& object, const Element& element);
    std::string reduction(const Scope& scope, int depth);
    std::string quantifier(const Scope& scope, int depth);
    std::string several(const Scope& scope);
    std::string energy_of_pair(const Scope& scope);
    std::string real_of_pair(const Scope& scope);
    std::string missing_energy(const Scope& scope, std::string& needed);
    /// An object that is there, with what it is; empty where none is.
    Member momentum(const Scope& scope);
    std::string transverse(const Scope& scope);
    static std::string dotted(const std::string& object);
    std::string attribute_of(const std::string& object, const Element& element);
    std::string bind(Scope& scope, int most);

    const Collection& collection() {
        return collections_[static_cast<std::size_t>(random_.below(collections_.size()))];
    }
    /// A collection of rows, not of combinations.
    const Collection& rows();
    std::string energy_number();
    std::string real_number();
    std::string name(const char* prefix) { return prefix + std::to_string(++names_); }
    template <class... Choices>
    std::string one_of(Choices... choices) {
        const std::vector<std::string> all = {choices...};
        return random_.one_of(all);
    }
    void line(std::string text) { program_.lines.push_back(std::move(text)); }
    void block_line(std::string text) { line("    " + std::move(text)); }

    Random random_;
    GeneratedProgram program_;
    std::vector<Collection> collections_;
    std::vector<Candidate> candidates_;
    std::vector<Needy> needies_;
    std::vector<std::string> energies_, reals_, conditions_;  // defines
    std::vector<std::string> tables_;                         // of an energy
    std::vector<std::string> tables_of_two_;                  // and of a number
    struct Region {
        std::string name;
        Facts facts;
    };
    std::vector<Region> regions_;
    int names_ = 0;
};

}  // namespace collmc::property
