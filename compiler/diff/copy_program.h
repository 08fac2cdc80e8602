// Copies expressions from one program into another, in which its declarations have other numbers.
#pragma once

#include <string>
#include <vector>

#include "compiler/semantics/typed.h"

namespace collmc::diff {

class ProgramCopier {
public:
    virtual ~ProgramCopier() = default;

    /// Null for null.
    semantics::ExprPtr copy(const semantics::ExprPtr& expr);
    semantics::Cut copy(const semantics::Cut& cut);
    std::vector<semantics::Cut> copy(const std::vector<semantics::Cut>& cuts);
    std::vector<semantics::Range> copy(const std::vector<semantics::Range>& ranges);
    std::vector<semantics::Dimension> copy(const std::vector<semantics::Dimension>& dimensions);
    semantics::Region copy(const semantics::Region& region);

    semantics::Type renumbered(semantics::Type type);
    semantics::ObjectType renumbered(semantics::ObjectType type);

protected:
    /// The number that takes the place of a number.
    virtual int collection(int id) = 0;
    virtual int candidate(int id) = 0;
    virtual int define(int id) = 0;
    virtual int function(int id) = 0;
    virtual int variable(int id) = 0;
    virtual int local_define(int /*candidate*/, int index) { return index; }
    virtual std::string stream(const std::string& name) { return name; }
};

}  // namespace collmc::diff
