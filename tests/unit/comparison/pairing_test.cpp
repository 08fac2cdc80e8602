#include "runtime/comparison/pairing.h"

#include <gtest/gtest.h>

namespace collmc::comparison {
namespace {

/// "a=x b- -y" for pairs and for what is alone.
std::string text(const std::vector<std::string>& first, const std::vector<std::string>& second) {
    std::string out;
    for (const Pair& pair : paired(first, second)) {
        out += out.empty() ? "" : " ";
        out += (pair.first ? first[*pair.first] : "") + "=" + (pair.second ? second[*pair.second] : "");
    }
    return out;
}

TEST(Pairing, ByName) {
    EXPECT_EQ(text({"a", "b"}, {"a", "b"}), "a=a b=b");
    EXPECT_EQ(text({"a", "b", "c"}, {"a", "c"}), "a=a b= c=c");
    EXPECT_EQ(text({"a", "c"}, {"n", "a", "b", "c", "d"}), "=n a=a =b c=c =d");
    EXPECT_EQ(text({"a", "b"}, {"b", "a"}), "a=a b=b");
    EXPECT_EQ(text({}, {"a"}), "=a");
}

TEST(Pairing, ARepeatedNameInOrder) { EXPECT_EQ(text({"a", "x", "a"}, {"a", "a", "a"}), "a=a x= a=a =a"); }

TEST(Pairing, WhatIsLeftOverByOrderBetweenTheSameNeighbours) {
    EXPECT_EQ(text({"a", "old", "b"}, {"a", "new", "b"}), "a=a old=new b=b");
    EXPECT_EQ(text({"x", "y"}, {"u", "v"}), "x=u y=v");
    EXPECT_EQ(text({"a", "x", "y"}, {"a", "u"}), "a=a =u x= y=");
    EXPECT_EQ(text({"a", "x", "b"}, {"a", "b", "u"}), "a=a x= b=b =u");
}

}  // namespace
}  // namespace collmc::comparison
