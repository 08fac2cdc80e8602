// The standard library as text for people: what `collmc doc` prints and docs/functions.md holds.
#pragma once

#include <string>
#include <vector>

#include "compiler/semantics/check.h"

namespace collmc::driver {

/// Something with a name that an analysis may use.
struct DocEntry {
    std::string name;
    std::string signature;      ///< `mT(a : Transverse, b : Transverse) -> Energy`, `massZ = 91.188 GeV`
    std::string documentation;  ///< its comment, lines joined where a paragraph goes on
    std::string place;          ///< `stdlib/kinematics.cut:4`; empty for what is built in
};

/// What belongs together: a file of the library, the forms of the language, a kind of object with its attributes.
struct DocSection {
    std::string name;   ///< "kinematics", "forms", "Jet"
    std::string title;  ///< the comment at the file's head, or a sentence
    std::vector<DocEntry> entries;
};

/// The forms of the language first, then the library's files in alphabetical order, then the kinds of objects.
std::vector<DocSection> document(const semantics::Library& library);

/// One line an entry, by section.
std::string doc_list(const std::vector<DocSection>& sections);
/// Everything, as Markdown.
std::string doc_page(const std::vector<DocSection>& sections);
/// What there is under a name: functions, constants, attributes, a whole section. Empty if nothing.
std::string doc_of(const std::vector<DocSection>& sections, const std::string& name);
/// The names that may have been meant, best first.
std::vector<std::string> doc_nearest(const std::vector<DocSection>& sections, const std::string& name);

}  // namespace collmc::driver
