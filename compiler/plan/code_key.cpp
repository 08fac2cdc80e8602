#include "compiler/plan/code_key.h"

#include <bit>
#include <cstdint>
#include <type_traits>

namespace collmc::plan {

namespace {

// Each structure is taken apart into all its members, so that one that is added has to be decided on here.

/// A number that belongs to the key, as eight bytes; a list behind its size.
class Key {
public:
    template <class Number>
    void add(Number number) {
        std::uint64_t bits = 0;
        if constexpr (std::is_same_v<Number, double>) {
            bits = std::bit_cast<std::uint64_t>(number);
        } else {
            bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(number));
        }
        for (int shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(bits >> shift & 0xff);
    }
    template <class Element>
    void add(const std::vector<Element>& list) {
        add(list.size());
        for (const Element& element : list) add(element);
    }

    void add(const Node& node) {
        const auto& [op, elem, value, index, binder, collection, pick, in, name] = node;
        add_all(op, elem, value, index, binder, collection, pick, in);
    }
    void add(const Binder& it) {
        const auto& [kind, collection, after, name] = it;
        add_all(kind, collection, after);
    }
    void add(const Collection& it) {
        const auto& [kind, name, particle, sources, excluded, binder, condition, key, highest_first, count] = it;
        add_all(kind, particle, sources, excluded, binder, condition, key, highest_first, count);
    }
    void add(const Pick& it) {
        const auto& [name, legs, condition, keys] = it;
        add_all(legs, condition, keys);
    }
    void add(const Selection& it) {
        const auto& [within, pass, undecided, name] = it;
        add_all(within, pass, undecided);
    }
    void add(const Weight& it) {
        const auto& [selection, value] = it;
        add_all(selection, value);
    }
    void add(const Histogram& it) {
        const auto& [kind, name, label, expression, unit, region, axes, selection, weight, values, loops, filter,
                     observed, background] = it;
        add_all(selection, weight, values, loops, filter);
    }
    void add(const Ntuple::Variation& it) {
        const auto& [name, weight] = it;
        add_all(weight);
    }
    void add(const Ntuple& it) {
        const auto& [name, region, columns, units, selection, weight, values, variations] = it;
        add_all(selection, weight, values, variations);
    }
    void add(const Step& it) {
        const auto& [kind, id] = it;
        add_all(kind, id);
    }
    void add(const Plan& it) {
        const auto& [title, experiment, reference, luminosity, nodes, binders, collections, picks, selections, weights,
                     regions, histograms, ntuples, skims, schedule, dialect] = it;
        add_all(nodes, binders, collections, picks, selections, weights, histograms, ntuples, schedule);
    }

    std::string take() { return std::move(bytes_); }

private:
    template <class... Parts>
    void add_all(const Parts&... parts) {
        (add(parts), ...);
    }

    std::string bytes_;
};

}  // namespace

std::string code_key(const Plan& plan) {
    Key key;
    key.add(plan);
    return key.take();
}

}  // namespace collmc::plan
