// Which declaration of one program is which of the other: the one of the same name and content, else of the same
// content under a name that only one of the programs has, else of the same name, else a similar one.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/diff/join.h"

namespace collmc::diff {

/// What is known of declarations of one kind.
struct Declared {
    int id = 0;
    std::string name;
    std::string content;                     ///< equal texts are the same, whatever the names
    std::multiset<std::string> traits = {};  ///< what it has, for one that has neither name nor content in common
};

/// For numbers of `after`, the numbers of `before`. `similarity(before, after)` of two that have neither name nor
/// content in common is from 0 to 1; from a half on, and if nothing is more similar, they are a pair.
std::map<int, int> pair_up(const std::vector<Declared>& before, const std::vector<Declared>& after,
                           const std::function<double(const Declared&, const Declared&)>& similarity);

/// How alike two names are, from 0 to 1.
double likeness(const std::string& a, const std::string& b);

/// Of everything that a person declares.
Pairs pair_up(const semantics::Program& before, const semantics::Program& after);

/// Objects, candidates, functions and defines that a person has written and named: no steps in the making of an object,
/// nothing of the library.
bool is_declared(const semantics::Program& program, const semantics::Collection& collection);
bool is_declared(const semantics::Candidate& candidate);
bool is_declared(const semantics::Function& function);
bool is_declared(const semantics::Program& program, const semantics::Define& define);

}  // namespace collmc::diff
