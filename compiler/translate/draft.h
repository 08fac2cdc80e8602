// The program as far as it is written: collections, candidates and definitions, the statements of its region, and what
// an event that comes to the next statement is known to have.
//
// A value: the parser keeps a copy and goes back to it when a reading fails.
#pragma once

#include <climits>
#include <map>
#include <string>
#include <vector>

#include "compiler/translate/meaning.h"

namespace collmc::translate {

/// A statement, with the line of the request that it answers and what was decided for it.
struct Written {
    std::string text;
    int request = 0;
    std::vector<std::string> assumed = {};
};

/// `object`, `candidate` or `define` with the lines of its block.
struct Block {
    Written head;
    std::vector<Written> lines;
};

struct CollectionInfo {
    std::string name;
    std::string particle;              ///< "jets": what it is made of, a word of the vocabulary's class `object`
    std::vector<std::string> parents;  ///< what its objects are taken from; of a union, all of its parts
    bool is_union = false;
    int left_out = 0;               ///< at most so many objects of its parent are not in it; -1: any number
    int least = 0, most = INT_MAX;  ///< known of events at this point
    bool has_cuts = false;
    bool used = false;     ///< by a statement of the region, or in another collection with cuts
    double eta_limit = 0;  ///< |eta| is below; 0: not limited
};

class Draft {
public:
    // ---- collections ----

    /// The collection that a word of the vocabulary means at this point, declared if need be: `bjets` from `jets`.
    std::string collection(const std::string& word, int request);
    bool is_declared(const std::string& name) const { return infos_.contains(name); }
    CollectionInfo& info(const std::string& name) { return infos_.at(name); }
    const CollectionInfo& info(const std::string& name) const { return infos_.at(name); }
    /// What "jets" means from now on.
    void mean(const std::string& word, const std::string& name) { meanings_[word] = name; }
    std::string meaning(const std::string& word) const;
    /// Whether a line said what it means: "forward jets".
    bool is_named(const std::string& word) const { return meanings_.contains(word); }
    /// A collection of its own under a name of the request, of all objects of a kind or, where that is declared, of it.
    std::string name_objects(const std::string& word, const std::string& base, std::vector<Written> lines, int request);

    /// Whether a block uses what another one declares, directly or through others.
    bool rests_on(const std::string& name, const std::string& other) const;
    /// The blocks with each behind those that it uses.
    std::vector<const Block*> ordered() const;

    // Of a program that is there already: known by their names, and written nowhere.
    void adopt(CollectionInfo info);
    void adopt_define(const std::string& name, const std::string& text);
    void adopt_candidate(const Thing& candidate);

    /// Adds lines to its block.
    void refine(const std::string& name, std::vector<Written> lines);
    /// A selection of it under a name that begins with `stem`.
    std::string derive(const std::string& base, const std::string& stem, std::vector<Written> lines, int request);
    std::string excluding(const std::string& base, const Thing& candidate, int request);
    /// All combinations of `count` objects that pass `condition`, or the best of them.
    std::string combinations(const std::string& base, const std::string& stem, const std::string& cut, int request);
    Thing candidate(const std::string& base, const std::string& stem, const std::vector<std::string>& legs,
                    const std::string& cut, const std::string& criterion, int request,
                    const std::vector<std::string>& assumed);

    // ---- things ----

    Thing object_of(const std::string& collection, int rank, int request);
    /// The sum, as a definition where it has more than one part.
    Thing sum(const std::vector<Thing>& parts, int request);
    /// A definition of a value that is used more than once or long; the name is made unique.
    std::string define(const std::string& stem, const std::string& text, int request);
    /// Gives a definition that has a general name another one, "W_had" for "dijet".
    std::map<std::string, Thing>& names() { return names_; }

    // ---- what is known ----

    bool is_known(const Need& need) const;
    Needs unknown(const Needs& needs) const;
    void learn(const Need& need);
    /// `size(name)` is at most this.
    void learn_most(const std::string& name, int most);
    int least(const std::string& name) const;
    bool is_exactly(const std::string& name, int count) const;
    void learn_exactly(const std::string& name, int count);

    // ---- statements ----

    void cut(Written statement) { region_.push_back(std::move(statement)); }
    void output(Written statement) { outputs_.push_back(std::move(statement)); }
    std::vector<Written>& outputs() { return outputs_; }
    /// A name for an output that no other has.
    std::string output_name(const std::string& stem);
    const std::vector<Written>& cuts() const { return region_; }
    /// Puts one statement in the place of those from an index on.
    void replace_cuts(std::size_t from, Written statement);
    /// Forgets what was learned of events since another state of the draft.
    void know_as(const Draft& before);

    const std::vector<Block>& blocks() const { return blocks_; }
    bool is_used(const Block& block) const;
    /// Whether a cut that is written depends on which objects a collection has, directly or through other blocks.
    bool is_cut_on(const std::string& name) const;
    /// Whether a line of the request is about the block itself.
    static bool is_asked(const Block& block);
    /// Notes that a statement uses everything that is named in a text.
    void use(const std::string& text);

    Thing last_pair, last_object;  ///< what "that pair" and "that lepton" mean; text empty: nothing
    std::string last_word;         ///< what "the subleading one" is one of
    std::string last_collection;   ///< that an exact number was asked of

private:
    std::string only_kind(const std::string& word) const;
    std::string unique(const std::string& stem);
    Block& block(const std::string& name);
    void declare(CollectionInfo info, Written head, std::vector<Written> lines);

    std::map<std::string, CollectionInfo> infos_;
    std::map<std::string, std::string> meanings_;
    std::map<std::string, Thing> names_;
    std::vector<Block> blocks_;
    std::map<std::string, std::size_t> block_of_;
    std::vector<std::string> taken_;
    std::map<std::string, std::string> defined_;  ///< text -> name
    std::vector<std::string> exist_;              ///< candidates that are known to exist
    std::vector<Written> region_, outputs_;
    std::vector<std::string> output_names_;
    std::map<std::string, Needs> needs_of_candidate_;
};

/// `name` of a sentence's words: letters and digits only, not beginning with a digit.
std::string identifier(const std::string& text);

}  // namespace collmc::translate
