#include <utility>

#include "compiler/plan/lowering.h"

namespace collmc::plan {

namespace {

/// Which entries of a vector stay, and their new numbers.
class Renumbering {
public:
    explicit Renumbering(std::size_t count) : ids_(count, kNone) {}
    /// False if it was marked before.
    bool mark(std::int32_t id) { return std::exchange(ids_[static_cast<std::size_t>(id)], 0) == kNone; }
    void number() {
        std::int32_t next = 0;
        for (std::int32_t& id : ids_) {
            if (id != kNone) id = next++;
        }
    }
    bool keeps(std::int32_t id) const { return ids_[static_cast<std::size_t>(id)] != kNone; }
    void operator()(std::int32_t& id) const {
        if (id != kNone) id = ids_[static_cast<std::size_t>(id)];
    }
    void operator()(std::vector<std::int32_t>& ids) const {
        for (std::int32_t& id : ids) (*this)(id);
    }
    template <class T>
    std::vector<T> kept(const std::vector<T>& all) const {
        std::vector<T> result;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (ids_[i] != kNone) result.push_back(all[i]);
        }
        return result;
    }

private:
    std::vector<std::int32_t> ids_;
};

class Pruner {
public:
    explicit Pruner(const Plan& plan)
        : plan_(plan),
          nodes_(plan.nodes.size()),
          binders_(plan.binders.size()),
          collections_(plan.collections.size()),
          picks_(plan.picks.size()) {}

    Plan run() {
        mark_observed();
        for (Renumbering* ids : {&nodes_, &binders_, &collections_, &picks_}) ids->number();
        return rebuild();
    }

private:
    void mark_observed() {
        for (const Selection& selection : plan_.selections) {
            need_node(selection.pass);
            need_node(selection.undecided);
        }
        for (const Weight& weight : plan_.weights) need_node(weight.value);
        for (const Histogram& histogram : plan_.histograms) {
            for (const NodeId value : histogram.values) need_node(value);
            for (const BinderId loop : histogram.loops) need_binder(loop);
            need_node(histogram.filter);
        }
        for (const Ntuple& ntuple : plan_.ntuples) {
            for (const NodeId value : ntuple.values) need_node(value);
        }
        for (const Region& region : plan_.regions) {
            for (const Row& row : region.rows) {
                for (const Watched& watched : row.watched) need_node(watched.value);
            }
        }
        while (!pending_.empty()) {
            const Node& node = plan_.nodes[pending_.back()];
            pending_.pop_back();
            for (const NodeId operand : node.in) need_node(operand);
            need_binder(node.binder);
            need_collection(node.collection);
            need_pick(node.pick);
        }
    }

    void need_node(NodeId id) {
        if (id != kNone && nodes_.mark(id)) pending_.push_back(id);
    }
    void need_binder(BinderId id) {
        if (id == kNone || !binders_.mark(id)) return;
        need_collection(plan_.binders[id].collection);
        need_binder(plan_.binders[id].after);
    }
    void need_collection(CollectionId id) {
        if (id == kNone || !collections_.mark(id)) return;
        const Collection& collection = plan_.collections[id];
        for (const CollectionId source : collection.sources) need_collection(source);
        for (const PickId pick : collection.excluded) need_pick(pick);
        need_binder(collection.binder);
        need_node(collection.condition);
        need_node(collection.key);
    }
    void need_pick(PickId id) {
        if (id == kNone || !picks_.mark(id)) return;
        const Pick& pick = plan_.picks[id];
        for (const BinderId leg : pick.legs) need_binder(leg);
        need_node(pick.condition);
        for (const NodeId key : pick.keys) need_node(key);
    }

    Plan rebuild() const {
        Plan result = plan_;
        result.nodes = nodes_.kept(plan_.nodes);
        for (Node& node : result.nodes) {
            nodes_(node.in);
            binders_(node.binder);
            collections_(node.collection);
            picks_(node.pick);
        }
        result.binders = binders_.kept(plan_.binders);
        for (Binder& binder : result.binders) {
            collections_(binder.collection);
            binders_(binder.after);
        }
        result.collections = collections_.kept(plan_.collections);
        for (Collection& collection : result.collections) {
            collections_(collection.sources);
            picks_(collection.excluded);
            binders_(collection.binder);
            nodes_(collection.condition);
            nodes_(collection.key);
        }
        result.picks = picks_.kept(plan_.picks);
        for (Pick& pick : result.picks) {
            binders_(pick.legs);
            nodes_(pick.condition);
            nodes_(pick.keys);
        }
        for (Selection& selection : result.selections) {
            nodes_(selection.pass);
            nodes_(selection.undecided);
        }
        for (Weight& weight : result.weights) nodes_(weight.value);
        for (Histogram& histogram : result.histograms) {
            nodes_(histogram.values);
            binders_(histogram.loops);
            nodes_(histogram.filter);
        }
        for (Ntuple& ntuple : result.ntuples) nodes_(ntuple.values);
        for (Region& region : result.regions) {
            for (Row& row : region.rows) {
                for (Watched& watched : row.watched) nodes_(watched.value);
            }
        }
        renumber_schedule(result.schedule);
        return result;
    }

    void renumber_schedule(std::vector<Step>& schedule) const {
        std::erase_if(schedule, [&](const Step& step) {
            return (step.kind == Step::Kind::collection && !collections_.keeps(step.id)) ||
                   (step.kind == Step::Kind::pick && !picks_.keeps(step.id));
        });
        for (Step& step : schedule) {
            if (step.kind == Step::Kind::collection) collections_(step.id);
            if (step.kind == Step::Kind::pick) picks_(step.id);
        }
    }

    const Plan& plan_;
    Renumbering nodes_, binders_, collections_, picks_;
    std::vector<NodeId> pending_;
};

}  // namespace

Plan prune(const Plan& plan) { return Pruner(plan).run(); }

}  // namespace collmc::plan
