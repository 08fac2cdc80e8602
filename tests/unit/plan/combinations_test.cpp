// Combinations, candidates of them and splits, against loops over everything on random events.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/unit/plan/brute_force.h"
#include "tests/unit/plan/program.h"
#include "tests/unit/plan/random_plan.h"

namespace collmc::plan::testing {
namespace {

using brute::Momentum;
using brute::Object;
using brute::Objects;

constexpr double kNothing = -7;  // what programs below say instead of a missing value

const std::string kLeptons =
    "object leptons from Electron, Muon\n"
    "object ossf from a, b in leptons\n"
    "    select sameFlavor(a, b) and oppositeSign(a, b)\n";

Objects leptons(const Event& event) {
    return brute::select(event,
                         [](const Row& row) { return row.particle == abi::kElectron || row.particle == abi::kMuon; });
}
std::vector<Objects> ossf(const Event& event) {
    return brute::pairs(leptons(event), [](const Object& a, const Object& b) {
        return brute::same_flavor(a, b) && brute::opposite_sign(a, b);
    });
}
std::vector<Objects> by_pt(std::vector<Objects> combinations) {
    brute::sort_by<Objects>(combinations, [](const Objects& it) { return -brute::sum(it).pt(); });
    return combinations;
}

std::vector<Event> dense_events() {
    // Enough objects for quads, and few enough kinds that they meet.
    std::vector<Event> events = random_events(11, 60);
    for (std::size_t i = 0; i < events.size(); ++i) {
        for (Row& row : events[i].objects) {
            if (i % 2 == 0) row.particle = row.particle == abi::kJet ? abi::kJet : abi::kMuon;
        }
    }
    return events;
}

/// One value per event, of the program and of the loops.
void expect_equal(const std::string& text, const std::function<double(const Event&)>& reference) {
    const std::vector<Event> events = dense_events();
    const Program run(text, events);
    std::size_t telling = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const double expected = reference(events[i]);
        EXPECT_TRUE(same_number(run.histogram()[i], expected))
            << text << "\nevent " << i << ": " << run.histogram()[i] << ", by brute force " << expected;
        telling += expected != kNothing && expected != 0;
    }
    EXPECT_GE(telling, 3u) << text;
}

std::string observing(const std::string& value) {
    return kLeptons + "region R\n    histo h : " + value + ", 2 bins from 0 to 2\n";
}

TEST(Combinations, AreCounted) {
    expect_equal(observing("size(ossf)"), [](const Event& event) { return static_cast<double>(ossf(event).size()); });
}

TEST(Combinations, AreSummedInsideFirst) {
    expect_equal(observing("sum(z.mass / 1 GeV for z in ossf when z.pt > 20 GeV)"), [](const Event& event) {
        const Objects all = leptons(event);
        double total = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            double inner = 0;
            for (std::size_t j = i + 1; j < all.size(); ++j) {
                const Momentum z = all[i].momentum() + all[j].momentum();
                const bool passes = brute::same_flavor(all[i], all[j]) && brute::opposite_sign(all[i], all[j]);
                if (passes && z.pt() > 20) inner += z.mass();
            }
            total += inner;
        }
        return total;
    });
}

TEST(Combinations, AreNumberedByThePtOfTheirSum) {
    for (const std::size_t index : {0, 1, 2}) {
        const std::string number = std::to_string(index);
        expect_equal(observing("(ossf[" + number + "].b.pt / 1 GeV else -7)"), [&](const Event& event) {
            const auto ordered = by_pt(ossf(event));
            return index < ordered.size() ? ordered[index][1].pt() : kNothing;
        });
    }
}

TEST(Combinations, MayBeOrderedAndSelected) {
    const std::string text = kLeptons +
                             "object heavy from ossf order by mass, lowest first\n    select pt > 15 GeV\n"
                             "region R\n    histo h : (heavy[1].mass / 1 GeV else -7), 2 bins from 0 to 2\n";
    expect_equal(text, [](const Event& event) {
        std::vector<Objects> heavy = by_pt(ossf(event));
        std::erase_if(heavy, [](const Objects& it) { return !(brute::sum(it).pt() > 15); });
        brute::sort_by<Objects>(heavy, [](const Objects& it) { return brute::sum(it).mass(); });
        return heavy.size() > 1 ? brute::sum(heavy[1]).mass() : kNothing;
    });
}

TEST(Combinations, OfOneComprehensionShareNothing) {
    // Pairs of pairs, each once; and a pair with a muon beside it.
    expect_equal(observing("count(x.pt > 20 GeV for x, y in ossf)"), [](const Event& event) {
        const auto all = ossf(event);
        double count = 0;
        for (const Objects& x : all) {
            for (const Objects& y : all) {
                // The first is the one whose first row stands before the other's.
                const auto place = [&](const Objects& it) {
                    const Objects rows = leptons(event);
                    return std::ranges::find(rows, it[0]) - rows.begin();
                };
                if (!brute::share(x, y) && place(x) < place(y) && brute::sum(x).pt() > 20) ++count;
            }
        }
        return count;
    });
    expect_equal(observing("count(x.pt > m.pt for x in ossf and m in Muon)"), [](const Event& event) {
        double count = 0;
        for (const Objects& x : ossf(event)) {
            for (const Object& m : brute::all(event, abi::kMuon))
                count += !brute::share(x, {m}) && brute::sum(x).pt() > m.pt();
        }
        return count;
    });
}

TEST(Combinations, OfOneKindKeepTheirOwnMembers) {
    // The root is NaN for soft pairs, so that the cut also asks whether one was met before it was decided.
    const std::string text = kLeptons +
                             "region R\n    select any(sqrt(x.b.pt / 25 GeV - 1) > 1 for x, y in ossf)\n"
                             "region S\n    select any(sqrt(x.b.pt / 25 GeV - 1) > 1 for x in ossf)\n";
    const std::vector<Event> events = dense_events();
    const Program run(text, events);
    for (const std::string region : {"R", "S"}) {
        std::size_t passing = 0;
        std::int64_t undecided = 0;
        for (const Event& event : events) {
            const Objects rows = leptons(event);
            const auto place = [&](const Objects& it) { return std::ranges::find(rows, it[0]) - rows.begin(); };
            const auto all = ossf(event);
            for (const Objects& x : all) {  // in the order in which they are read
                const bool has_partner = std::ranges::any_of(
                    all, [&](const Objects& y) { return !brute::share(x, y) && place(x) < place(y); });
                const double root = std::sqrt(x[1].pt() / 25 - 1);
                if ((region == "R" && !has_partner) || (!(root > 1) && !std::isnan(root))) continue;
                std::isnan(root) ? ++undecided : ++passing;
                break;
            }
        }
        EXPECT_EQ(run.rows(region)[1], passing);
        EXPECT_EQ(run.undecided(region)[1], undecided);
        EXPECT_GE(passing, 2u);
        EXPECT_GE(undecided, 2);
    }
}

TEST(Combinations, AcrossCollections) {
    const std::string text =
        "object tops from j in Jet and k1, k2 in Jet\n    select (j + k1 + k2).mass > 30 GeV\n"
        "region R\n    histo h : size(tops), 2 bins from 0 to 2\n";
    expect_equal(text, [](const Event& event) {
        const Objects jets = brute::all(event, abi::kJet);
        double count = 0;
        for (const Object& j : jets) {
            for (const Objects& k : brute::pairs(jets, [](const Object&, const Object&) { return true; }))
                count += !brute::share({j}, k) && brute::sum({j, k[0], k[1]}).mass() > 30;
        }
        return count;
    });
}

TEST(Combinations, OfCombinationsAreCandidates) {
    const std::string text = kLeptons +
                             "candidate best from x, y in ossf\n    define far = |x.mass - 20 GeV|\n"
                             "    lowest far + |y.mass - 20 GeV|\n    then highest x.a.pt\n"
                             "region R\n    histo h : (best.y.b.pt / 1 GeV else -7), 2 bins from 0 to 2\n"
                             "    histo far : (best.far / 1 GeV else -7), 2 bins from 0 to 2\n";
    expect_equal(text, [](const Event& event) {
        const Objects rows = leptons(event);
        const auto all = ossf(event);  // in lexicographic order of positions
        std::vector<std::pair<Objects, Objects>> quads;
        for (const Objects& x : all) {
            for (const Objects& y : all) {
                const auto place = [&](const Object& it) { return std::ranges::find(rows, it) - rows.begin(); };
                if (!brute::share(x, y) && place(x[0]) < place(y[0])) quads.emplace_back(x, y);
            }
        }
        using Quad = std::pair<Objects, Objects>;
        const auto distance = [](const Objects& it) { return std::fabs(brute::sum(it).mass() - 20); };
        brute::sort_by<Quad>(quads, [](const Quad& it) { return -it.first[0].pt(); });
        brute::sort_by<Quad>(quads, [&](const Quad& it) { return distance(it.first) + distance(it.second); });
        return quads.empty() ? kNothing : quads[0].second[1].pt();
    });
}

TEST(Combinations, AreFilledOneByOne) {
    const std::string text = kLeptons +
                             "region R\n    histo h : z.pt for z in ossf when z.mass > 10 GeV, 2 bins from 0 to 2 GeV "
                             "by z.a.pt, edges 0, 1 GeV\n";
    const std::vector<Event> events = dense_events();
    const Program run(text, events);
    std::vector<std::vector<double>> expected;
    for (std::size_t i = 0; i < events.size(); ++i) {
        for (const Objects& z : ossf(events[i])) {
            if (brute::sum(z).mass() > 10) expected.push_back({static_cast<double>(i), brute::sum(z).pt(), z[0].pt()});
        }
    }
    std::ranges::sort(
        expected, [](const auto& a, const auto& b) { return std::ranges::lexicographical_compare(a, b, bits_before); });
    EXPECT_GE(expected.size(), 10u);
    EXPECT_EQ(run.outcome().fills[0], expected);
}

TEST(Members, AreTheRowsOfACandidate) {
    const std::string text = kLeptons +
                             "candidate Z from x in ossf\n    highest x.mass\n"
                             "object rest from leptons excluding Z\n"
                             "object both from Z, Jet\n"
                             "region R\n    histo h : 100 * size(rest) + size(both) + 0.01 * HT(Z) / 1 GeV, "
                             "2 bins from 0 to 2\n";
    expect_equal(text, [](const Event& event) {
        std::vector<Objects> all = ossf(event);
        brute::sort_by<Objects>(all, [](const Objects& it) { return -brute::sum(it).mass(); });
        const std::size_t members = all.empty() ? 0 : 2;
        const double ht = all.empty() ? 0 : 0.0 + all[0][0].pt() + all[0][1].pt();
        const double rest = static_cast<double>(leptons(event).size() - members);
        const double both = static_cast<double>(brute::all(event, abi::kJet).size() + members);
        return 100 * rest + both + 0.01 * ht / 1;
    });
}

// ---- splits

struct Split {
    Objects first, second;
};

/// Every way to share out the objects, the first of them always in the first group.
std::vector<Split> splits(const Objects& objects) {
    std::vector<Split> result;
    if (objects.empty()) return result;
    for (unsigned mask = 0; mask < 1u << (objects.size() - 1); ++mask) {
        Split split;
        for (std::size_t i = 0; i < objects.size(); ++i) {
            const bool second = i > 0 && (mask >> (i - 1) & 1);
            (second ? split.second : split.first).push_back(objects[i]);
        }
        result.push_back(split);
    }
    return result;
}

/// From +0: a group may be empty.
Momentum total(const Objects& objects) {
    Momentum sum;
    for (const Object& it : objects) sum = sum + it.momentum();
    return sum;
}

TEST(Splits, AreTheBestOfAllWays) {
    const std::string block =
        "candidate mega from groups A, B of Jet\n    lowest (A.mass^2 + B.mass^2) / 1 GeV^2\n    then highest A.pt\n"
        "region R\n    histo h : ";
    const auto best = [](const Event& event) -> std::optional<Split> {
        std::vector<Split> all = splits(brute::all(event, abi::kJet));
        brute::sort_by<Split>(all, [](const Split& it) { return -total(it.first).pt(); });
        brute::sort_by<Split>(all, [](const Split& it) {
            const double a = total(it.first).mass(), b = total(it.second).mass();
            return (a * a + b * b) / 1;
        });
        return all.empty() ? std::nullopt : std::optional(all[0]);
    };
    const std::string tail = ", 2 bins from 0 to 2\n";
    expect_equal(block + "(mega.A.mass / 1 GeV else -7)" + tail, [&](const Event& event) {
        const auto split = best(event);
        return split ? total(split->first).mass() : kNothing;
    });
    expect_equal(block + "(size(mega.B) + 0 else -7)" + tail, [&](const Event& event) {
        const auto split = best(event);
        return split ? static_cast<double>(split->second.size()) : kNothing;
    });
    expect_equal(block + "(HT(mega.B) / 1 GeV else -7)" + tail, [&](const Event& event) {
        const auto split = best(event);
        if (!split) return kNothing;
        double ht = 0;
        for (const Object& it : split->second) ht += it.pt();
        return ht;
    });
}

TEST(Splits, HaveObjectsWithNumbers) {
    const std::string text =
        "candidate mega from groups A, B of Jet\n    lowest |HT(A) - HT(B)|\n"
        "function second(c : Collection<Jet>) -> Energy = c[1].pt else -7 GeV\n"
        "region R\n    histo h : (second(mega.B) / 1 GeV else -7), 2 bins from 0 to 2\n";
    expect_equal(text, [](const Event& event) {
        const auto ht = [](const Objects& objects) {
            double sum = 0;
            for (const Object& it : objects) sum += it.pt();
            return sum;
        };
        Objects second;
        double lowest = std::numeric_limits<double>::infinity();
        for (const Split& split : splits(brute::all(event, abi::kJet))) {
            const double key = std::fabs(ht(split.first) - ht(split.second));
            if (!(key < lowest)) continue;
            lowest = key;
            second = split.second;
        }
        return second.size() > 1 ? second[1].pt() : kNothing;
    });
}

TEST(Splits, MayBeCut) {
    const std::string text =
        "candidate mega from groups A, B of Jet\n    select size(A) == size(B)\n    lowest |HT(A) - HT(B)|\n"
        "region R\n    histo h : (HT(mega.A) / 1 GeV else -7), 2 bins from 0 to 2\n";
    expect_equal(text, [](const Event& event) {
        const auto ht = [](const Objects& objects) {
            double sum = 0;
            for (const Object& it : objects) sum += it.pt();
            return sum;
        };
        double found = kNothing, lowest = std::numeric_limits<double>::infinity();
        for (const Split& split : splits(brute::all(event, abi::kJet))) {
            const double key = std::fabs(ht(split.first) - ht(split.second));
            if (split.first.size() != split.second.size() || !(key < lowest)) continue;
            lowest = key;
            found = ht(split.first);
        }
        return found;
    });
}

}  // namespace
}  // namespace collmc::plan::testing
