// Writes small plans by hand for tests.
//
//     Sketch s;
//     const auto jets = s.base(abi::kJet);
//     s.observe(s.b.object_column(abi::kPt, s.b.at(jets, 0)));
//     EXPECT_EQ(s.values({{.objects = {{abi::kJet, 30}}}}), (std::vector<double>{30}));
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/plan/builder.h"
#include "compiler/plan/plan.h"
#include "tests/unit/plan/block_builder.h"

namespace collmc::plan::testing {

struct Sketch {
    Builder b;

    Sketch() {
        plan().selections.push_back({kNone, kNone, kNone, "all events"});
        plan().regions.push_back({.name = "R", .rows = {{"all events", 0}}});
    }
    Plan& plan() { return b.plan(); }

    CollectionId add(Collection collection) {
        const auto id = static_cast<CollectionId>(plan().collections.size());
        if (collection.name.empty()) collection.name = "c" + std::to_string(id);
        plan().collections.push_back(std::move(collection));
        plan().schedule.push_back({Step::Kind::collection, id});
        return id;
    }
    CollectionId base(abi::Particle particle) {
        return add({.kind = Collection::Kind::base, .name = {}, .particle = particle});
    }
    CollectionId filter(CollectionId source, const std::function<NodeId(NodeId)>& condition) {
        const BinderId binder = bind(Binder::Kind::filter, source);
        const NodeId passes = condition(b.element(binder));
        return add(
            {.kind = Collection::Kind::filter, .name = {}, .sources = {source}, .binder = binder, .condition = passes});
    }
    CollectionId union_of(std::vector<CollectionId> sources) {
        return add({.kind = Collection::Kind::union_of, .name = {}, .sources = std::move(sources)});
    }
    CollectionId excluding(CollectionId source, std::vector<PickId> picks) {
        return add(
            {.kind = Collection::Kind::excluding, .name = {}, .sources = {source}, .excluded = std::move(picks)});
    }
    CollectionId members(PickId pick) {
        return add({.kind = Collection::Kind::members, .name = {}, .excluded = {pick}});
    }
    CollectionId ordered(CollectionId source, bool highest_first, const std::function<NodeId(NodeId)>& key) {
        const BinderId binder = bind(Binder::Kind::filter, source);
        const NodeId by = key(b.element(binder));
        return add({.kind = Collection::Kind::ordered,
                    .name = {},
                    .sources = {source},
                    .binder = binder,
                    .key = by,
                    .highest_first = highest_first});
    }
    CollectionId leading(CollectionId source, int count) {
        return add({.kind = Collection::Kind::leading, .name = {}, .sources = {source}, .count = count});
    }
    WeightId weight(NodeId value, SelectionId selection = 0) {
        const auto id = static_cast<WeightId>(plan().weights.size());
        plan().weights.push_back({selection, value});
        plan().schedule.push_back({Step::Kind::weight, id});
        return id;
    }
    /// Adds a histogram with an entry for each binding of the loops.
    void observe_each(std::vector<BinderId> loops, NodeId value, NodeId filter = kNone) {
        observe(value);
        plan().histograms.back().loops = std::move(loops);
        plan().histograms.back().filter = filter;
    }
    BinderId bind(Binder::Kind kind, CollectionId collection, BinderId after = kNone) {
        plan().binders.push_back({kind, collection, after, "x"});
        return static_cast<BinderId>(plan().binders.size()) - 1;
    }
    BinderId loop(CollectionId collection, BinderId after = kNone) {
        return bind(Binder::Kind::reduce, collection, after);
    }
    PickId pick(std::vector<BinderId> legs, NodeId condition, std::vector<NodeId> keys) {
        const auto id = static_cast<PickId>(plan().picks.size());
        plan().picks.push_back({"p" + std::to_string(id), std::move(legs), condition, std::move(keys)});
        plan().schedule.push_back({Step::Kind::pick, id});
        return id;
    }
    SelectionId select(NodeId pass, NodeId undecided = kNone, SelectionId within = 0) {
        const auto id = static_cast<SelectionId>(plan().selections.size());
        plan().selections.push_back({within, pass, undecided, "s" + std::to_string(id)});
        plan().schedule.push_back({Step::Kind::selection, id});
        return id;
    }
    /// Adds a histogram of the value.
    void observe(NodeId value, SelectionId selection = 0) {
        const auto id = static_cast<std::int32_t>(plan().histograms.size());
        if (b.elem(value) == Elem::b1) value = b.select(value, b.number(1), b.number(0));
        Histogram histogram;
        histogram.name = "h" + std::to_string(id);
        histogram.axes.push_back({"", "", {0, 1}, 0, 1});
        histogram.selection = selection;
        histogram.values = {value};
        plan().histograms.push_back(std::move(histogram));
        plan().schedule.push_back({Step::Kind::histogram, id});
    }

    NodeId column(int column, NodeId object) { return b.object_column(column, object); }
    NodeId pt(NodeId object) { return column(abi::kPt, object); }

    Outcome run(const std::vector<Event>& events) {
        const BlockOf block(events);
        return interpret(plan(), block.view());
    }
    /// What the last observed value is in each event.
    std::vector<double> values(const std::vector<Event>& events) { return run(events).histograms.back(); }
    /// The same for one event with these objects, and for all observed values.
    std::vector<double> values_of(const std::vector<Row>& objects) {
        std::vector<double> result;
        for (const std::vector<double>& values : run({{.objects = objects}}).histograms) result.push_back(values.at(0));
        return result;
    }
};

inline Row jet(double pt, double eta = 0, double phi = 0) {
    return {.particle = abi::kJet, .pt = pt, .eta = eta, .phi = phi};
}
inline Row muon(double pt, double eta = 0, double phi = 0, double charge = 1) {
    return {.particle = abi::kMuon, .pt = pt, .eta = eta, .phi = phi, .jmass = 0.11, .ntrk = charge};
}
inline Row electron(double pt, double eta = 0, double phi = 0, double charge = 1) {
    return {.particle = abi::kElectron, .pt = pt, .eta = eta, .phi = phi, .ntrk = charge};
}

}  // namespace collmc::plan::testing
