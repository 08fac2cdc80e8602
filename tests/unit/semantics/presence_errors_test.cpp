// Presence beside other errors: what is missing is reported all the same, and nothing that only follows from another
// error.
#include <fmt/format.h>

#include "tests/unit/semantics/check_support.h"

namespace collmc::semantics {
namespace {

using Codes = std::vector<std::string>;

/// The codes for a program with these lines in its region.
Codes codes_of(const std::string& region, const std::string& blocks = "") {
    const Checked checked(
        "object leptons from Electron, Muon\n"
        "object jets from Jet\n"
        "object bjets from jets\n"
        "    select btagged\n"
        "candidate Z from l1, l2 in leptons\n"
        "    select oppositeSign(l1, l2)\n"
        "    closest mass to 91 GeV\n" +
        blocks + "region SR\n    reject size(leptons) + size(jets) + size(bjets) == 77 and exists(Z)\n" + region);
    return checked.codes();
}

const std::string kSecondJet = "    histo pt : jets[1].pt, 10 bins from 0 to 100 GeV\n";
const std::string kZ = "    histo m : Z.mass, 10 bins from 0 to 100 GeV\n";

TEST(PresenceBesideErrors, ACutThatCannotSpeakOfIt) {
    EXPECT_EQ(codes_of("    select MET.pt > 30\n" + kSecondJet), (Codes{"E0301", "E0201"}));
    EXPECT_EQ(codes_of("    select MET.pt > > 30 GeV\n" + kSecondJet), (Codes{"E0001", "E0201"}));
    EXPECT_EQ(codes_of("    select size(leptons >= 2\n" + kSecondJet), (Codes{"E0009", "E0201"}));
    EXPECT_EQ(codes_of("    select size(leptns) >= 2\n" + kSecondJet), (Codes{"E0101", "E0201"}));
    EXPECT_EQ(codes_of("    select exists(Z))\n" + kSecondJet), (Codes{"E0009", "E0201"}));
    // It names the jets, and counts nothing.
    EXPECT_EQ(codes_of("    select size(jets) >= 1\n    select jets[0].pt > 30\n" + kSecondJet),
              (Codes{"E0301", "E0201"}));
    // It counts them, but not so many.
    EXPECT_EQ(codes_of("    select size(jets >= 1\n" + kSecondJet), (Codes{"E0009", "E0201"}));
    EXPECT_EQ(codes_of("    select size(jets) => 1\n" + kSecondJet).back(), "E0201");
}

TEST(PresenceBesideErrors, ACutThatMayHaveBeenTheProof) {
    for (const char* cut : {"size(jets >= 2", "size(jet) >= 2", "siz(jets) >= 2", "size(jets)) >= 2", "size(bjets >= 2",
                            "nothing_is_called_so >= 2", "", "size(jets) >= 2 MET.pt > 30 GeV"})
        EXPECT_EQ(codes_of(fmt::format("    select {}\n", cut) + kSecondJet).size(), 1U) << cut;
    EXPECT_EQ(codes_of("    select exist(Z)\n" + kZ), Codes{"E0101"});
    EXPECT_EQ(codes_of("    select exists(ZZ)\n" + kZ), Codes{"E0101"});
    EXPECT_EQ(codes_of("    reject size(jets < 2\n" + kSecondJet), Codes{"E0009"});
    EXPECT_EQ(codes_of("    select jets[1].pt > 30 GeV when size(jets >= 2\n"), Codes{"E0009"});
    EXPECT_EQ(codes_of("    select any(j.btaged for j in jets)\n    histo pt : bjets[0].pt, 10 bins from 0 to 9 GeV\n"),
              Codes{"E0105"});
    EXPECT_EQ(codes_of("    require size(jets) >= 2\n" + kSecondJet), Codes{"E0003"});
    EXPECT_EQ(codes_of("    please size(jets) >= 2\n" + kSecondJet), Codes{"E0003"});
}

TEST(PresenceBesideErrors, NeedsOfBrokenParts) {
    EXPECT_EQ(codes_of("    select jets[1].pt > 30\n"), (Codes{"E0201", "E0301"}));
    EXPECT_EQ(codes_of("    select (jets[1].pt when size(jets) >= 2 else 0) > 30 GeV\n"), Codes{"E0301"});
    EXPECT_EQ(codes_of("    select size(jets) >= 2 and jets[1].pt > 30\n"), Codes{"E0301"});
    // Of an object in the place of a condition it may be meant to ask whether it is there.
    EXPECT_EQ(codes_of("    select Z\n" + kZ), Codes{"E0307"});
}

TEST(PresenceBesideErrors, BlocksWithErrors) {
    // A selection is a selection, whatever its broken cut says.
    EXPECT_EQ(codes_of("    select size(hard) >= 2\n" + kSecondJet, "object hard from jets\n    select pt > > 3 GeV\n"),
              Codes{"E0001"});
    EXPECT_EQ(codes_of("    select size(jets) >= 2\n    histo h : hard[0].pt, 9 bins from 0 to 9 GeV\n",
                       "object hard from jets\n    select pt > > 3 GeV\n"),
              (Codes{"E0001", "E0201"}));
    // Of what is taken from something unknown nothing is said.
    EXPECT_EQ(codes_of("    histo h : far[0].pt, 9 bins from 0 to 9 GeV\n", "object far from Calorimeter, Jet\n"),
              Codes{"E0108"});
    EXPECT_EQ(codes_of("    histo h : W.mass, 9 bins from 0 to 9 GeV\n", "candidate W from a, b in nowhere\n"),
              Codes{"E0101"});
    // The word that was meant is read.
    EXPECT_EQ(codes_of("    histo h : far[0].pt, 9 bins from 0 to 9 GeV\n", "object far form Jet\n"),
              (Codes{"E0001", "E0201"}));
}

TEST(PresenceBesideErrors, OutputsWithErrors) {
    // The name of a grid may be what did not parse.
    for (const char* head : {"bins", "bins 3", "bins :", "bins \"search\""})
        EXPECT_EQ(codes_of(fmt::format("    {}\n        by jets[1].pt : 30, 60 GeV\n", head)).front().substr(0, 2),
                  "E0");
}

TEST(PresenceBesideErrors, RegionsWithErrors) {
    // The name of a region may be what did not parse.
    EXPECT_EQ(codes_of("region\n" + kSecondJet, "region other\n    select size(jets) >= 2\n"), Codes{"E0001"});
    const std::string other = "region other\n    select size(jets) >= 2\n";
    EXPECT_EQ(codes_of("region B from othr\n" + kSecondJet, other), Codes{"E0101"});
    EXPECT_EQ(codes_of("region B from nowhere\n" + kSecondJet, other), Codes{"E0101"});
    EXPECT_EQ(codes_of("region B form other\n" + kSecondJet, other), Codes{"E0001"});
    EXPECT_EQ(codes_of("region B from\n" + kSecondJet, other), Codes{"E0001"});
    EXPECT_EQ(codes_of("region B:\n" + kSecondJet, other), (Codes{"E0001", "E0212"}));
}

TEST(PresenceBesideErrors, NoClaimRestsOnABrokenCut) {
    EXPECT_EQ(codes_of("    select size(jets >= 2\n    select size(jets) >= 1\n"), Codes{"E0009"});
    EXPECT_EQ(codes_of("    select size(jet) >= 2\n    select size(jets) == 0\n"), Codes{"E0101"});
    EXPECT_EQ(codes_of("    select MET.ptt > 50 GeV\n    select MET.pt < 20 GeV\n"), Codes{"E0105"});
    EXPECT_EQ(codes_of("    select MET.ptt > 50 GeV\n    select size(jets) >= 0\n"), (Codes{"E0105", "W0801"}));
}

}  // namespace
}  // namespace collmc::semantics
