// Plans whose values are the columns of one ntuple, for all events.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/codegen/ww_plan.h"

namespace collmc::codegen::testing {

/// A plan without regions of its own: every value is an ntuple's column, for all events.
struct Bench : PlanWriter {
    Bench() {
        select(plan::kNone, plan::kNone, "all events");
        plan.regions.push_back({.name = "WW", .rows = {{"all events", 0}}});
    }
    Id reduce(plan::Op op, plan::BinderId binder, Id body, Id filter = plan::kNone) {
        const bool condition = op == plan::Op::any || op == plan::Op::all;
        const Id id = node(op, {body}, condition ? plan::Elem::b1 : plan::Elem::f64);
        plan.nodes.back().binder = binder;
        if (filter != plan::kNone) plan.nodes.back().in.push_back(filter);
        return id;
    }
    Id leg(plan::PickId pick, int index) {
        const Id id = node(plan::Op::leg, {}, plan::Elem::ref);
        plan.nodes.back().pick = pick;
        plan.nodes.back().index = index;
        return id;
    }
    Id found(plan::PickId pick) {
        const Id id = node(plan::Op::found, {}, plan::Elem::b1);
        plan.nodes.back().pick = pick;
        return id;
    }
    plan::PickId pick(std::vector<plan::BinderId> legs, Id condition, std::vector<Id> keys) {
        const auto id = static_cast<plan::PickId>(plan.picks.size());
        plan.picks.push_back({"pick", std::move(legs), condition, std::move(keys)});
        plan.schedule.push_back({plan::Step::Kind::pick, id});
        return id;
    }
    Id in_group(Id split, plan::BinderId object) {
        const Id id = node(plan::Op::in_group, {split}, plan::Elem::b1);
        plan.nodes.back().binder = object;
        return id;
    }
    Id random(double salt, Id object = plan::kNone) {
        const bool of_event = object == plan::kNone;
        const Id id = of_event ? node(plan::Op::event_random) : node(plan::Op::object_random, {object});
        plan.nodes.back().value = salt;
        return id;
    }
    plan::BinderId loop(plan::CollectionId collection, plan::BinderId after = plan::kNone) {
        const plan::BinderId id = binder(plan::Binder::Kind::reduce, collection, "x");
        plan.binders.back().after = after;
        return id;
    }
    plan::BinderId leg_of(plan::CollectionId collection, plan::BinderId after = plan::kNone) {
        const plan::BinderId id = binder(plan::Binder::Kind::leg, collection, "l");
        plan.binders.back().after = after;
        return id;
    }
    plan::CollectionId union_of(std::vector<plan::CollectionId> sources) {
        return collection({.kind = plan::Collection::Kind::union_of, .name = "union", .sources = std::move(sources)});
    }
    plan::CollectionId leading(plan::CollectionId source, int count) {
        return collection(
            {.kind = plan::Collection::Kind::leading, .name = "leading", .sources = {source}, .count = count});
    }
    plan::CollectionId excluding(plan::CollectionId source, plan::PickId pick) {
        return collection(
            {.kind = plan::Collection::Kind::excluding, .name = "rest", .sources = {source}, .excluded = {pick}});
    }
    plan::CollectionId members(plan::PickId pick) {
        return collection({.kind = plan::Collection::Kind::members, .name = "members", .excluded = {pick}});
    }
    /// The objects of `source` by key(object).
    template <class Key>
    plan::CollectionId ordered(plan::CollectionId source, bool highest_first, Key key) {
        const plan::BinderId candidate = binder(plan::Binder::Kind::filter, source, "ordered");
        const Id value = key(element(candidate));
        return collection({.kind = plan::Collection::Kind::ordered,
                           .name = "ordered",
                           .sources = {source},
                           .binder = candidate,
                           .key = value,
                           .highest_first = highest_first});
    }
    /// Columns that tell what is in a collection, and in which order.
    void describe(plan::CollectionId collection, std::vector<Id>& columns) {
        const plan::BinderId x = loop(collection);
        const Id phi = column(element(x), abi::kPhi);
        columns.push_back(size(collection));
        columns.push_back(reduce(plan::Op::sum, x, phi));  // rounding tells the order
        for (const int index : {0, 1, 2}) {
            const Id there =
                is(plan::Op::less, number(index), columns[columns.size() - 2 - static_cast<std::size_t>(index)]);
            columns.push_back(node(plan::Op::select, {there, column(at(collection, index), abi::kPhi), number(9)}));
        }
    }
    /// The histogram of all values, entered for every binding of `loops` that `filter` holds for.
    void fill(plan::SelectionId selection, std::vector<Id> values, std::vector<plan::BinderId> loops = {},
              Id filter = plan::kNone) {
        plan::Histogram histogram;
        histogram.name = "fill" + std::to_string(plan.histograms.size());
        if (values.size() > 2) histogram.kind = plan::Histogram::Kind::grid;
        histogram.axes.resize(values.size(), {.edges = {0, 1}, .high = 1});
        histogram.selection = selection;
        histogram.values = std::move(values);
        histogram.loops = std::move(loops);
        histogram.filter = filter;
        plan.schedule.push_back({plan::Step::Kind::histogram, static_cast<std::int32_t>(plan.histograms.size())});
        plan.histograms.push_back(std::move(histogram));
    }
    void weight(plan::SelectionId selection, Id value) {
        plan.schedule.push_back({plan::Step::Kind::weight, static_cast<std::int32_t>(plan.weights.size())});
        plan.weights.push_back({selection, value});
    }
    /// b1 as 0 or 1.
    Id as_number(Id condition) { return node(plan::Op::select, {condition, number(1), number(0)}); }
};

}  // namespace collmc::codegen::testing
