#include "compiler/plan/explain.h"

#include "compiler/plan/event_machine.h"

namespace collmc::plan {

namespace {

class Explainer {
public:
    Explainer(const Plan& plan, const abi::Block& block, std::int32_t event)
        : plan_(plan), block_(block), event_(event), machine_(plan, block) {}

    Explanation run() {
        machine_.begin(event_);
        for (const Step& step : plan_.schedule) run_step(step);
        for (const Region& region : plan_.regions) explain_region(region);
        return std::move(result_);
    }

private:
    void run_step(const Step& step) {
        switch (step.kind) {
            case Step::Kind::collection:
                machine_.compute_collection(step.id);
                if (plan_.collections[step.id].kind == Collection::Kind::members) break;  // its candidate is told of
                result_.collections.push_back({plan_.collections[step.id].name, objects(machine_.rows(step.id))});
                break;
            case Step::Kind::pick:
                machine_.compute_pick(step.id);
                explain_pick(step.id);
                break;
            case Step::Kind::selection: machine_.compute_selection(step.id); break;
            case Step::Kind::weight:
            case Step::Kind::histogram:
            case Step::Kind::ntuple: break;
        }
    }

    std::vector<Explanation::Object> objects(const EventMachine::Rows& rows) const {
        std::vector<Explanation::Object> all;
        for (const std::int32_t object : rows) all.push_back({object, block_.object_row[object]});
        return all;
    }

    void explain_pick(PickId id) {
        const Pick& pick = plan_.picks[id];
        Explanation::Choice& choice = result_.choices.emplace_back();
        choice.name = pick.name;
        choice.found = machine_.legs(id).has_value();
        for (const BinderId leg : pick.legs) choice.legs.push_back(plan_.binders[leg].name);
        if (!choice.found) return;
        const Binder& first = plan_.binders[pick.legs[0]];
        if (first.kind != Binder::Kind::split) {
            choice.objects = objects(*machine_.legs(id));
            return;
        }
        const std::int32_t split = (*machine_.legs(id))[0];
        const EventMachine::Rows& whole = machine_.rows(first.collection);
        EventMachine::Rows groups[2];
        for (std::size_t i = 0; i < whole.size(); ++i)
            groups[EventMachine::is_in_second_group(split, i)].push_back(whole[i]);
        choice.objects = objects(groups[0]);
        choice.others = objects(groups[1]);
    }

    void explain_region(const Region& region) {
        Explanation::Region& self = result_.regions.emplace_back();
        self.name = region.name;
        self.variation = region.variation;
        for (const Row& row : region.rows) self.rows.push_back(explain_row(row));
    }

    Explanation::Row explain_row(const Row& row) {
        Explanation::Row self;
        self.label = row.label;
        self.is_weight = row.is_weight;
        const SelectionId within = row.is_weight ? row.selection : plan_.selections[row.selection].within;
        if (within != kNone && !machine_.passes(within)) {
            self.outcome = Explanation::Row::Outcome::not_reached;
            return self;
        }
        if (!machine_.passes(row.selection)) {
            self.outcome = machine_.is_undecided(row.selection) ? Explanation::Row::Outcome::undecided
                                                                : Explanation::Row::Outcome::failed;
        }
        self.weight = block_.event_columns[abi::kWeight][event_];
        if (row.weight != kNone) {
            const auto observer = [&] { return "weight " + row.label; };
            self.weight *= machine_.observe(plan_.weights[row.weight].value, observer).number;
        }
        for (const Watched& watched : row.watched) self.parts.push_back(explain_part(watched));
        return self;
    }

    Explanation::Part explain_part(const Watched& watched) {
        Explanation::Part part;
        part.text = watched.text;
        part.is_condition = plan_.nodes[watched.value].elem == Elem::b1;
        if (const MaybeDatum value = machine_.evaluate(watched.value))
            part.value = part.is_condition ? value->truth : value->number;
        return part;
    }

    const Plan& plan_;
    const abi::Block& block_;
    const std::int32_t event_;
    EventMachine machine_;
    Explanation result_;
};

}  // namespace

Explanation explain(const Plan& plan, const abi::Block& block, std::int32_t event) {
    return Explainer(plan, block, event).run();
}

}  // namespace collmc::plan
