// Random well-typed programs that are all about which objects exist, and random events for them.
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/semantics/presence_oracle.h"

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

class ProgramGenerator {
public:
    explicit ProgramGenerator(Random& random) : random_(random) {}

    GeneratedProgram make();

private:
    enum Particles : unsigned { electrons = 1, muons = 2, jets = 4 };
    struct Name {
        std::string name;
        unsigned particles = 0;

        bool has_btag() const { return particles == jets; }
        bool has_charge() const { return (particles & jets) == 0; }
    };
    struct Combination {
        std::string name;
        unsigned particles = 0;
        std::vector<std::string> legs;
    };

    void line(std::string text, bool removable = false) { program_.lines.push_back({std::move(text), removable}); }
    void base(const std::string& name, const std::string& particle, Particles particles);
    std::string excluded_from(const Name& object);
    void object();
    void candidate();
    void block_cuts(const std::string& self, const Name& of, int most);
    void define();
    void region(int number);
    std::string statement(int number);

    const Name& collection() { return random_.among(collections_); }
    /// `reduction(BODY for x in C)`
    std::string over(const char* reduction, const std::function<std::string(const std::string&)>& body);
    std::string number_of();
    std::string size_cut();
    std::string object_cut(const std::string& self, const Name& of);
    std::string condition(int depth);
    std::string value(int depth);
    std::string present(int depth);
    std::string new_name(const char* prefix) { return prefix + std::to_string(++names_); }

    Random& random_;
    GeneratedProgram program_;
    std::vector<Name> collections_;
    std::vector<Combination> candidates_;
    std::vector<std::string> values_, conditions_;
    std::vector<std::string> regions_;
    int names_ = 0;
};

Event random_event(Random& random);

}  // namespace collmc::semantics::presence
