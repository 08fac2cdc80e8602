// What a program costs, and which regions can share an event.
#include "check_support.h"
#include "compiler/semantics/cost.h"
#include "compiler/semantics/disjoint.h"

namespace collmc::semantics {
namespace {

/// A program, and the text that its names are spans of.
struct Sound : Checked {
    explicit Sound(const std::string& text) : Checked(text) {
        EXPECT_FALSE(diagnostics.has_errors()) << this->text();
        if (!program) program.emplace();
    }
};

TEST(Cost, CountsLoopsOncePerValue) {
    const Sound sound(
        "object jets from Jet\n    select pt > 30 GeV\n"
        "object muons from Muon\n    reject any(deltaR(this, j) < 0.4 for j in jets)\n"
        "candidate W from a, b in jets\n    closest mass to 80 GeV\n"
        "candidate mega from groups A, B of jets\n    lowest A.mass + B.mass\n"
        "define HT = sum(j.pt for j in jets)\n"
        "region R\n"
        "    select sum(j.pt for j in jets) > 100 GeV\n"
        "    select exists(W) and HT > 200 GeV\n"
        "    select size(muons) >= 1 and exists(mega)\n"
        "    select all(any(deltaR(a, b) < 1 for b in muons when b.pt > HT) for a in jets)\n"
        "    histo pairs : (a + b).mass for a, b in jets, 10 bins from 0 to 100 GeV\n");
    EXPECT_EQ(cost_table(*sound.program),
              "evaluations of the bodies of loops in an event of 8 Photon, 8 Electron, 8 Muon, 8 Tau, 20 Jet\n"
              "      524,288  candidate mega  2^(n(jets) - 1)\n"
              "          200  R: select 4     n(jets) * n(muons) + 2 * n(jets)\n"
              "          190  candidate W     C(n(jets), 2)\n"
              "          190  R: histo pairs  C(n(jets), 2)\n"
              "          168  object muons    n(Muon) * n(jets) + n(Muon)\n"
              "           20  object jets     n(Jet)\n"
              "           20  define HT       n(jets)\n"
              "      525,076  in all\n");
}

TEST(Disjoint, ByRangesBySizesAndByInheritance) {
    const Sound sound(
        "object jets from Jet\n    select pt > 30 GeV\n"
        "object bjets from jets\n    select btagged\n"
        "region presel\n    select size(jets) >= 2\n"
        "regions from presel with size(jets), MET.pt\n"
        "    row A : in [2, 3], < 100 GeV\n"
        "    row B : in [2, 3], >= 100 GeV\n"
        "    row C : >= 4, -\n"
        "    row D : -, in [50, 150] GeV\n"
        "region E from presel\n    select size(bjets) >= 4\n"
        "    bins n\n        by MET.pt : 0, 20 GeV and above\n");
    EXPECT_EQ(disjoint_table(*sound.program),
              "   1 presel    .\n"
              "   2 A         p   .\n"
              "   3 B         p   d   .\n"
              "   4 C         p   d   d   .\n"
              "   5 D         p   ?   ?   ?   .\n"
              "   6 E         p   d   d   ?   ?   .\n"
              "               1   2   3   4   5   6\n"
              "d  no event is in both: proved, 5 pairs\n"
              "p  one is selected from the other\n"
              "?  an event may be in both, as far as can be proved: 5 pairs\n"
              "   A and D: for example an event with 2 jets and MET.pt = 70 GeV\n"
              "   B and D: for example an event with 2 jets and MET.pt = 135 GeV\n"
              "   C and D: for example an event with 4 jets and MET.pt = 55 GeV\n"
              "   C and E: for example an event with 4 jets and 4 bjets\n"
              "   D and E: for example an event with MET.pt = 112.5 GeV and 4 bjets\n"
              "bins n of E: its 2 bins are disjoint by construction\n");
}

}  // namespace
}  // namespace collmc::semantics
