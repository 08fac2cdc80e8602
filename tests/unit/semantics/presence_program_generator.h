// Random well-typed programs that are all about which objects exist, and random events for them.
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "compiler/semantics/event_evaluator.h"

namespace collmc::semantics::presence {

class Random {
public:
    explicit Random(unsigned long seed) : engine_(seed) {}
    int below(int count) { return std::uniform_int_distribution(0, count - 1)(engine_); }
    bool one_in(int count) { return below(count) == 0; }
    template <class T>
    const T& among(const std::vector<T>& choices) {
        return choices[below(static_cast<int>(choices.size()))];
    }

private:
    std::mt19937_64 engine_;
};

/// A program of which lines can be taken out: the cuts of blocks, and the statements of regions.
struct GeneratedProgram {
    struct Line {
        std::string text;
        bool removable = false;
    };
    std::vector<Line> lines;

    std::string text() const;
};

/// Each program uses only some features of the language, so that each is met often and in small programs.
class ProgramGenerator {
public:
    explicit ProgramGenerator(Random& random) : random_(random) {}

    GeneratedProgram make();

private:
    enum Particles : unsigned { electrons = 1, muons = 2, jets = 4, taus = 8 };
    /// A collection of single objects.
    struct Name {
        std::string name;
        unsigned particles = 0;  ///< that its objects are read as
        unsigned rows = 0;       ///< that they are in the file

        bool has_btag() const { return particles == jets; }
        bool has_charge() const { return (particles & jets) == 0; }
    };
    /// A candidate, or a collection of combinations.
    struct Combination {
        std::string name;
        unsigned rows = 0;
        int members = 0;
        std::vector<std::string> legs{}, numbers{}, conditions{};  ///< the last two: defines of its own
        bool is_split = false;
    };

    void line(std::string text, bool removable = false) { program_.lines.push_back({std::move(text), removable}); }
    void base(const std::string& name, const std::string& particle, Particles particles);
    void block();
    std::string excluded_from(const Name& object);
    void object();
    void leading();
    void combination(bool is_best);
    std::string groups(Combination& self, std::vector<std::pair<std::string, Name>>& singles);
    void local_defines(Combination& self, const std::vector<std::pair<std::string, Name>>& singles);
    void split();
    void block_cuts(const std::string& self, const Name& of, int most);
    void define();
    void region(int number);
    std::string statement(int number);
    std::string fill(int number, const std::string& guard);

    const Name& collection() { return random_.among(collections_); }
    std::string variable() { return new_name("x"); }
    /// `reduction(BODY for x in C)`
    std::string over(const char* reduction, const std::function<std::string(const std::string&)>& body);
    /// The same for two variables.
    std::string over_pairs(const char* reduction,
                           const std::function<std::string(const std::string&, const std::string&)>& body);
    /// Something that `size` and `for` take.
    std::string countable();
    std::string number_of() { return "size(" + countable() + ")"; }
    std::string size_cut();
    std::string object_cut(const std::string& self, const Name& of);
    std::string condition(int depth);
    std::string comparison_with_else();
    std::string value(int depth);
    std::string present(int depth);
    std::string present_combination();
    std::string new_name(const char* prefix) { return prefix + std::to_string(++names_); }

    Random& random_;
    GeneratedProgram program_;
    bool has_taus_ = false, has_combinations_ = false, has_splits_ = false, has_else_ = false,
         has_more_outputs_ = false, has_derived_ = false;
    std::vector<Name> collections_;
    std::vector<Combination> candidates_, combinations_;
    std::vector<std::string> values_, conditions_, parts_;
    std::vector<std::string> regions_;
    int names_ = 0;
};

Event random_event(Random& random);

}  // namespace collmc::semantics::presence
