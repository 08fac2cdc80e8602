#include "compiler/codegen/squared_sums.h"

#include <algorithm>

namespace collmc::codegen {

using plan::Node;
using plan::NodeId;
using plan::Op;

namespace {

class Finder {
public:
    Finder(const Unit& unit, std::span<const plan::BinderId> legs) : unit_(unit), legs_(legs) {}

    bool find(NodeId x, bool is_subtracted) {
        const Node& node = unit_.plan.nodes[at(x)];
        switch (node.op) {
            case Op::add: return find(node.in[0], is_subtracted) && find(node.in[1], is_subtracted);
            case Op::subtract: return find(node.in[0], is_subtracted) && find(node.in[1], !is_subtracted);
            case Op::multiply: return node.in[0] == node.in[1] && take(node.in[0], is_subtracted);
            default: return false;
        }
    }

    std::vector<SquaredSum> squares;

private:
    bool take(NodeId sum, bool is_subtracted) {
        SquaredSum square{is_subtracted, std::vector<NodeId>(legs_.size(), plan::kNone)};
        if (!take_terms(sum, square) || std::ranges::count(square.terms, plan::kNone) > 0) return false;
        squares.push_back(std::move(square));
        return true;
    }

    bool take_terms(NodeId sum, SquaredSum& square) const {
        const std::vector<plan::BinderId>& free = unit_.free_binders[at(sum)];
        if (free.size() == 1) {
            const auto leg = static_cast<std::size_t>(std::ranges::find(legs_, free[0]) - legs_.begin());
            if (leg == legs_.size() || square.terms[leg] != plan::kNone) return false;
            square.terms[leg] = sum;
            return true;
        }
        const Node& node = unit_.plan.nodes[at(sum)];
        return node.op == Op::add && take_terms(node.in[0], square) && take_terms(node.in[1], square);
    }

    const Unit& unit_;
    std::span<const plan::BinderId> legs_;
};

}  // namespace

std::optional<std::vector<SquaredSum>> squared_sums(const Unit& unit, std::span<const plan::BinderId> legs, NodeId x) {
    Finder finder(unit, legs);
    if (!finder.find(x, /*is_subtracted=*/false)) return std::nullopt;
    return std::move(finder.squares);
}

}  // namespace collmc::codegen
