#include "compiler/translate/spelling.h"

#include <gtest/gtest.h>

#include <string>

namespace collmc::translate {
namespace {

std::string read(const char* text) {
    const Spelled found = spelled(tokens_of(std::string_view(text)), Vocabulary::built_in());
    std::string all;
    for (const Token& it : found.tokens) all += (all.empty() ? "" : " ") + it.text;
    for (const std::string& it : found.assumed) all += " # " + it;
    return all;
}

TEST(Spelling, NumbersInWords) {
    EXPECT_EQ(read("thirty GeV"), "30 gev");
    EXPECT_EQ(read("twenty-five bins"), "25 bins");
    EXPECT_EQ(read("one hundred and fifty GeV"), "150 gev");
    EXPECT_EQ(read("two hundred GeV"), "200 gev");
    EXPECT_EQ(read("five GeV"), "5 gev");
    // Counts of objects stay words.
    EXPECT_EQ(read("two jets"), "two jets");
}

TEST(Spelling, ALetterOrTwoOfALongWord) {
    EXPECT_EQ(read("eletrons"), "electrons # \"eletrons\" is read as electrons");
    EXPECT_EQ(read("at least two phtoons"), "at least two photons # \"phtoons\" is read as photons");
    EXPECT_EQ(read("psuedorapidity"), "pseudorapidity # \"psuedorapidity\" is read as pseudorapidity");
}

TEST(Spelling, WhatIsAnotherWordStays) {
    // Not of the field, too short, too far, or with another letter in front.
    for (const char* word : {"vertex", "tracks", "trigger", "cone", "elec", "isolated", "hotons", "widgets", "frobnicated"})
        EXPECT_EQ(read(word), word);
}

}  // namespace
}  // namespace collmc::translate
