// Looks for an event that does what is asked, with as few objects as it finds one.
//
// Numbers of objects are tried in ascending order of their sum, then of photons, electrons, muons, taus, jets. For each
// some events are drawn and improved by single changes; what is returned has been evaluated. The search draws from a
// fixed sequence and its work is counted, so the answer is the same on every machine. That it finds nothing proves
// nothing.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "compiler/semantics/event_evaluator.h"

namespace collmc::semantics {

class EventSearch {
public:
    /// The program must outlive it.
    explicit EventSearch(const Program& program);

    /// Objects of each kind of particle, in the order of the schema.
    using Numbers = std::vector<long>;

    struct Wanted {
        std::vector<const Cut*> cuts;                         ///< that the event passes, in this order
        std::function<bool(EventEvaluator& event)> is_it;     ///< and what holds then; may be null
        std::function<bool(const Numbers& numbers)> is_open;  ///< false: certainly not with these; may be null
        long steps = 500000;                                  ///< expressions to read at most
    };
    /// Steps of the last search that it had left.
    long steps_left() const { return steps_left_; }
    /// Nothing where none was found, or none of which everything asked for is known for sure.
    std::optional<Event> smallest(const Wanted& wanted);

private:
    class Random;
    struct Best {
        Event event;
        std::size_t passed = 0;
    };

    void collect(const Expr* expr);
    void collect(const std::vector<Cut>& cuts);
    bool next(Numbers& numbers) const;
    std::optional<Event> with(const Numbers& numbers, const Wanted& wanted);
    /// How many cuts the event passes, and one more if it is what is wanted.
    std::size_t passed(const Event& event, const Wanted& wanted);
    Event draw(const Numbers& numbers, Random& random, bool simple) const;
    void change(Event& event, Random& random) const;
    EventObject object(int particle, Random& random) const;
    void redraw(EventObject& object, int column, Random& random) const;

    const Program& program_;
    std::vector<int> kinds_;                       ///< of particles that the program looks at
    std::vector<double> energies_, pure_numbers_;  ///< around the constants of the program
    long steps_left_ = 0;
};

}  // namespace collmc::semantics
