#include "compiler/syntax/foreign_types.h"

#include <cctype>

#include "compiler/syntax/walk.h"

namespace collmc::syntax {

std::string type_for(std::string_view foreign) {
    std::string small = lower_case(foreign);
    if (small.starts_with("const ")) small = small.substr(6);
    if (one_of(small, {"double", "float", "auto", "number", "double_t", "float_t"})) return "Number";
    if (one_of(small, {"int", "integer", "unsigned", "long", "int_t"})) return "Integer";
    if (one_of(small, {"bool", "boolean"})) return "Bool";
    if (small.find("vector") != std::string::npos || small == "p4" || small == "particle") return "Momentum";
    return std::string(foreign);
}

std::string guessed_result(const std::vector<std::string>& parameters, const std::string& formula) {
    for (const std::string& parameter : parameters)
        if (parameter.ends_with(": Number")) return "Number";
    for (const char* energy : {".mass", ".pt", ".e", ".energy", ".px", ".py", ".pz", "HT(", "mT(", "mT2("}) {
        const std::size_t at = formula.find(energy);
        const std::size_t behind = at == std::string::npos ? at : at + std::string_view(energy).size();
        const bool whole = behind < formula.size() ? !std::isalnum(static_cast<unsigned char>(formula[behind]))
                                                   : behind == formula.size();
        if (at != std::string::npos && (whole || energy[0] != '.') && formula.find('/') == std::string::npos)
            return "Energy";
    }
    return "Real";
}

}  // namespace collmc::syntax
