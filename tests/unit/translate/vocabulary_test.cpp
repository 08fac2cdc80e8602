#include "compiler/translate/vocabulary.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/translate/phrase.h"

namespace collmc::translate {
namespace {

TEST(Vocabulary, LongestPhraseAndPlurals) {
    const Vocabulary& vocabulary = Vocabulary::built_in();
    const auto tokens = tokens_of("jets without b tag");
    const auto match = vocabulary.longest("object", tokens, 0);
    ASSERT_TRUE(match);
    EXPECT_EQ(match->value, "lightjets");
    EXPECT_EQ(match->length, 4u);
    EXPECT_TRUE(match->plural);
    EXPECT_EQ(vocabulary.longest("compare", tokens_of("no less than"), 0)->value, ">=");
    EXPECT_FALSE(vocabulary.longest("compare", tokens_of("jets"), 0));
}

TEST(Vocabulary, WordsThatCarryNoMeaningTurnNothingRound) {
    const Vocabulary& vocabulary = Vocabulary::built_in();
    for (const char* word : {"not", "no", "without", "except", "or", "at", "least", "most", "all", "any", "each", "only", "two",
                             "above", "below", "opposite", "same", "leading", "other", "minimum", "veto", "reject"})
        EXPECT_FALSE(vocabulary.value_of("silent", word)) << word;
}

TEST(Vocabulary, ADirectionHasOneMeaning) {
    // A phrase that stands on two lines of the class would mean the one that comes first.
    const Vocabulary& vocabulary = Vocabulary::built_in();
    EXPECT_EQ(vocabulary.value_of("compare", "at least"), ">=");
    EXPECT_EQ(vocabulary.value_of("compare", "at most"), "<=");
    EXPECT_EQ(vocabulary.value_of("compare", "not exceeding"), "<=");
    EXPECT_EQ(vocabulary.value_of("compare", "not below"), ">=");
    EXPECT_EQ(vocabulary.value_of("compare", "exceeding"), ">");
    EXPECT_EQ(vocabulary.value_of("compare", "under"), "<");
}

TEST(Phrase, PassesOverWordsWithoutMeaning) {
    const diagnostics::SourceFile file("a", "the leading jet");
    Phrase phrase({&file, 0, 15}, Vocabulary::built_in());
    EXPECT_TRUE(phrase.take("ordinal", "0"));
    EXPECT_TRUE(phrase.take("object", "jets"));
    EXPECT_TRUE(phrase.end());
}

}  // namespace
}  // namespace collmc::translate
