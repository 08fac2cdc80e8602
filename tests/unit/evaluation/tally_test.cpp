#include "compiler/evaluation/tally.h"

#include <gtest/gtest.h>

#include "compiler/evaluation/numbers.h"

namespace collmc::evaluation {
namespace {

TEST(Wilson, KnownIntervals) {
    // R. G. Newcombe, Stat. Med. 17 (1998) 857, table I, method 3.
    const auto near = [](std::int64_t successes, std::int64_t trials, double low, double high) {
        const auto [l, h] = wilson_interval(successes, trials);
        EXPECT_NEAR(l, low, 5e-5);
        EXPECT_NEAR(h, high, 5e-5);
    };
    near(81, 263, 0.2553, 0.3662);
    near(15, 148, 0.0624, 0.1605);
    near(0, 20, 0, 0.1611);
    near(1, 29, 0.0061, 0.1718);
    EXPECT_EQ(wilson_interval(0, 0), std::pair(0.0, 1.0));
    EXPECT_EQ(wilson_interval(5, 5).second, 1);
}

TEST(Audit, DecidesBetweenKindsOfWrongNumbers) {
    AuditCounts clean, differs, missing, invented;
    differs.differs = missing.missing = invented.invented = 1;
    missing.differs = 2;
    for (const auto& audit : {std::optional<AuditCounts>(), std::optional(clean), std::optional(missing)})
        EXPECT_EQ(judge_numbers(true, audit), Verdict::right);
    EXPECT_EQ(judge_numbers(false, std::nullopt), Verdict::wrong_number);
    EXPECT_EQ(judge_numbers(false, clean), Verdict::wrong_number);
    EXPECT_EQ(judge_numbers(false, differs), Verdict::wrong_number);
    EXPECT_EQ(judge_numbers(false, missing), Verdict::audit);
    EXPECT_EQ(judge_numbers(false, invented), Verdict::audit);
}

TEST(Audit, IsCountedByWhatTheNumbersSay) {
    const auto trial = [](Verdict verdict, std::optional<AuditCounts> audit) {
        Trial it;
        it.model = "a";
        it.question = "q";
        it.verdict = verdict;
        it.audit = std::move(audit);
        return it;
    };
    AuditCounts flagged;
    flagged.invented = 1;
    const std::vector<Row> rows =
        tally({trial(Verdict::right, AuditCounts()), trial(Verdict::right, flagged), trial(Verdict::right, flagged),
               trial(Verdict::right, std::nullopt), trial(Verdict::audit, flagged),
               trial(Verdict::wrong_number, AuditCounts()), trial(Verdict::network, std::nullopt)});
    ASSERT_EQ(rows.size(), 2U);
    for (const Row& row : rows) {
        EXPECT_EQ(row.right_audited(), 3);
        EXPECT_EQ(row.right_flagged(), 2);
        EXPECT_EQ(row.audited[0][0], 1);
        EXPECT_EQ(row.audited[0][1], 1);
    }
    EXPECT_NE(render_text(rows).find(" 2/3 "), std::string::npos);
    EXPECT_NE(render_markdown(rows).find("| 2/3 |"), std::string::npos);
}

TEST(Numbers, Cutflows) {
    const std::string two = R"({"regions": [{"name": "A", "cuts": [{"events": 10}, {"events": 5}]},
                                            {"name": "B", "cuts": [{"events": 10}, {"events": 2}]}]})";
    const std::string other = R"({"regions": [{"name": "b", "cuts": [{"events": 10}, {"events": 2}]},
                                              {"name": "a", "cuts": [{"events": 10}, {"events": 5}]}]})";
    const std::string less = R"({"regions": [{"name": "A", "cuts": [{"events": 10}, {"events": 5}]}]})";
    EXPECT_EQ(compare_cutflows(two, other), "");
    EXPECT_EQ(compare_cutflows(less, two), "");
    EXPECT_EQ(compare_cutflows(two, less), "region B: 10, 2 are right, the program has 10, 5");
}

std::string histogram(const std::string& name, int entries, const std::string& values) {
    return "\"" + name + R"(": {"metadata": {"entries": )" + std::to_string(entries) +
           R"(}, "axes": [{"lower": 0, "upper": 30, "bins": 3}], "storage": {"values": [)" + values + "]}}";
}

TEST(Numbers, Histograms) {
    const std::string right = "{" + histogram("h", 103, "1, 50, 30, 20, 2") + "}";
    const auto compared = [&](int entries, const std::string& values) {
        return compare_histograms(right, "{" + histogram("other", entries, values) + "}");
    };
    EXPECT_EQ(compared(103, "1, 50, 30, 20, 2"), "");
    EXPECT_EQ(compared(102, "0, 50, 30, 20, 2"), "");   // within 2 %
    EXPECT_NE(compared(103, "1, 20, 30, 50, 2"), "");   // the mean
    EXPECT_NE(compared(100, "1, 49, 29, 19, 2"), "");   // the entries
    EXPECT_NE(compared(103, "11, 45, 27, 18, 2"), "");  // those on the axis
    EXPECT_NE(compare_histograms(
                  "{" + histogram("a", 10, "0, 10, 0, 0, 0") + "," + histogram("b", 10, "0, 10, 0, 0, 0") + "}",
                  "{" + histogram("c", 10, "0, 10, 0, 0, 0") + "}"),
              "");  // one is not two
}

}  // namespace
}  // namespace collmc::evaluation
