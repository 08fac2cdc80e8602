#include "compiler/semantics/event_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace collmc::semantics {

namespace {

constexpr long kMostObjects = 8;  // a larger event would not be read
constexpr int kDraws = 400;       // for each numbers of objects
constexpr int kDrawsWithoutGain = 120;
constexpr long kStepsOfAQuestion = 300;  // what it costs to ask whether numbers are open, in expressions read
const std::vector<double> kFactors = {0.6, 0.8, 0.9, 1.1, 1.25, 1.6};
constexpr double kPi = 3.14159265358979;

}  // namespace

/// SplitMix64 (Steele, Lea, Flood 2014).
class EventSearch::Random {
public:
    std::size_t below(std::size_t count) {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return static_cast<std::size_t>((z ^ (z >> 31)) % count);
    }
    double among(const std::vector<double>& values) { return values[below(values.size())]; }
    bool one_in(std::size_t count) { return below(count) == 0; }

private:
    std::uint64_t state_ = 1;
};

EventSearch::EventSearch(const Program& program) : program_(program) {
    std::uint32_t particles = 0;
    for (const Collection& collection : program.collections)
        if (collection.kind != Collection::Kind::base || collection.used) particles |= collection.rows;
    for (std::size_t i = 0; i < program.schema->particles.size(); ++i)
        if (particles >> i & 1U) kinds_.push_back(static_cast<int>(i));

    energies_ = {10, 25, 45, 70, 110, 180, 300, 600};
    pure_numbers_ = {0, 0.4, 1.1, 1.6, 2.2, 2.8, 4};
    for (const Collection& collection : program.collections) {
        collect(collection.cuts);
        collect(collection.key.get());
    }
    for (const Candidate& candidate : program.candidates) collect(candidate.cuts);
    for (const Region& region : program.regions) collect(region.cuts);
    for (const Define& define : program.defines) collect(define.value.get());
    for (const Function& function : program.functions)
        if (!function.from_library) collect(function.body.get());
    for (std::vector<double>* values : {&energies_, &pure_numbers_}) {
        std::sort(values->begin(), values->end());
        values->erase(std::unique(values->begin(), values->end()), values->end());
    }
}

/// What lies on both sides of a constant decides cuts on it.
void EventSearch::collect(const Expr* expr) {
    if (expr == nullptr) return;
    if (expr->kind == Expr::Kind::number && expr->value > 0) {
        std::vector<double>& values = expr->type.dimension == Rational{1, 1} ? energies_ : pure_numbers_;
        const double most = &values == &energies_ ? 2000 : 5;
        for (const double factor : {0.9, 1.1})
            if (expr->value * factor < most) values.push_back(std::round(expr->value * factor * 100) / 100);
    }
    for (const ExprPtr& operand : expr->operands) collect(operand.get());
}

void EventSearch::collect(const std::vector<Cut>& cuts) {
    for (const Cut& cut : cuts) {
        collect(cut.condition.get());
        collect(cut.guard.get());
    }
}

std::optional<Event> EventSearch::smallest(const Wanted& wanted) {
    steps_left_ = wanted.steps;
    for (long sum = 0; sum <= kMostObjects; ++sum) {
        Numbers numbers(program_.schema->particles.size());
        if (!kinds_.empty()) numbers[static_cast<std::size_t>(kinds_.back())] = sum;
        do {
            if (steps_left_ <= 0) return std::nullopt;
            if (wanted.is_open) {
                steps_left_ -= kStepsOfAQuestion;
                if (!wanted.is_open(numbers)) continue;
            }
            if (std::optional<Event> event = with(numbers, wanted)) return event;
        } while (next(numbers));
        if (kinds_.empty()) break;
    }
    return std::nullopt;
}

/// The next numbers with the same sum in lexicographic order; false after the last.
bool EventSearch::next(Numbers& numbers) const {
    const auto number = [&](std::size_t kind) -> long& { return numbers[static_cast<std::size_t>(kinds_[kind])]; };
    long behind = 0;
    for (std::size_t kind = kinds_.size(); kind-- > 1;) {
        behind += number(kind);
        if (behind == 0) continue;
        ++number(kind - 1);
        for (std::size_t other = kind; other < kinds_.size(); ++other) number(other) = 0;
        number(kinds_.size() - 1) = behind - 1;
        return true;
    }
    return false;
}

std::optional<Event> EventSearch::with(const Numbers& numbers, const Wanted& wanted) {
    Random random;
    const std::size_t all = wanted.cuts.size() + 1;
    std::optional<Best> best;
    int last_gain = 0;
    for (int i = 0; i < kDraws && i - last_gain < kDrawsWithoutGain && steps_left_ > 0; ++i) {
        Best one;
        if (best && !random.one_in(4)) {
            one.event = best->event;
            change(one.event, random);
        } else {
            one.event = draw(numbers, random, i < 2);
        }
        one.passed = passed(one.event, wanted);
        if (one.passed == all) return one.event;
        if (best && one.passed < best->passed) continue;
        if (!best || one.passed > best->passed) last_gain = i;
        best = std::move(one);
    }
    return std::nullopt;
}

std::size_t EventSearch::passed(const Event& event, const Wanted& wanted) {
    EventEvaluator evaluator(program_, event);
    std::size_t passed = 0;
    for (const Cut* cut : wanted.cuts) {
        if (!evaluator.passes(*cut)) break;
        ++passed;
    }
    if (passed == wanted.cuts.size() && evaluator.is_sure())
        passed += !wanted.is_it || (wanted.is_it(evaluator) && evaluator.is_sure());
    steps_left_ -= evaluator.steps() + 1;
    return passed;
}

/// `simple`: hard objects in the middle of the detector, as most cuts want them.
Event EventSearch::draw(const Numbers& numbers, Random& random, bool simple) const {
    Event event;
    event.met_pt = simple ? 250 : random.among(energies_);
    event.met_phi = static_cast<double>(random.below(13)) / 2 - 3;
    for (std::size_t kind = 0; kind < numbers.size(); ++kind)
        for (long i = 0; i < numbers[kind]; ++i) {
            EventObject one = object(static_cast<int>(kind), random);
            if (simple) {
                one.columns[abi::kPt] = 200 - 10 * static_cast<double>(event.objects.size());
                one.columns[abi::kEta] = 0.3 * static_cast<double>(event.objects.size());
            }
            event.objects.push_back(one);
        }
    return event;
}

void EventSearch::change(Event& event, Random& random) const {
    const std::size_t which = random.below(event.objects.size() + 1);
    if (which == event.objects.size()) {
        if (random.one_in(2)) event.met_phi = static_cast<double>(random.below(13)) / 2 - 3;
        event.met_pt = random.one_in(2) ? random.among(energies_) : event.met_pt * random.among(kFactors);
        return;
    }
    EventObject& object = event.objects[which];
    double& pt = object.columns[abi::kPt];
    const bool is_jet = object.particle == abi::kJet;
    for (int changes = random.one_in(2) ? 1 : 2; changes > 0; --changes) switch (random.below(6)) {
            case 0: pt *= random.among(kFactors); break;
            case 1: redraw(object, abi::kPt, random); break;
            case 2: redraw(object, abi::kEta, random); break;
            case 3: redraw(object, abi::kPhi, random); break;
            case 4: redraw(object, is_jet ? abi::kBtag : abi::kNtrk, random); break;
            default: redraw(object, is_jet ? abi::kJmass : abi::kHadem, random);
        }
}

EventObject EventSearch::object(int particle, Random& random) const {
    EventObject object{particle, {}};
    object.columns[abi::kTyp] = particle;
    for (int column = abi::kTyp + 1; column < abi::kObjectColumnCount; ++column) redraw(object, column, random);
    return object;
}

/// Values as detector simulations write them.
void EventSearch::redraw(EventObject& object, int column, Random& random) const {
    const bool is_jet = object.particle == abi::kJet, is_tau = object.particle == abi::kTau;
    double& value = object.columns[static_cast<std::size_t>(column)];
    const double sign = random.one_in(2) ? 1 : -1;
    switch (column) {
        case abi::kEta: value = sign * random.among(pure_numbers_); break;
        case abi::kPhi: value = std::min(static_cast<double>(random.below(32)) / 5 - 3.1, kPi); break;
        case abi::kPt: value = random.among(energies_); break;
        case abi::kJmass: value = is_jet ? random.among({0, 5, 15, 85, 125, 175}) : 0; break;
        case abi::kNtrk:
            if (object.particle == abi::kPhoton)
                value = 0;
            else
                value =
                    is_jet ? static_cast<double>(1 + random.below(20)) : sign * (is_tau && random.one_in(3) ? 3 : 1);
            break;
        case abi::kBtag: value = is_jet ? static_cast<double>(random.below(3)) : 0; break;
        case abi::kHadem: value = random.among({0.02, 0.3, 1.05, 3}); break;
        default: break;
    }
}

}  // namespace collmc::semantics
