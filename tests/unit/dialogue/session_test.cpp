#include "compiler/dialogue/session.h"

#include <gtest/gtest.h>

#include <deque>

namespace collmc::dialogue {
namespace {

/// Each word `bad` of a program is an error, of syntax where it is written `BAD`.
void check(const diagnostics::SourceFile& program, diagnostics::SourceSet&, diagnostics::Diagnostics& diagnostics) {
    const std::string_view text = program.text();
    for (std::uint32_t i = 0; i + 3 <= text.size(); ++i) {
        const std::string_view word = text.substr(i, 3);
        if (word == "BAD") diagnostics.error("E0001", "syntax", {&program, i, i + 3}, "BAD");
        if (word == "bad") diagnostics.error("E0101", "semantics", {&program, i, i + 3}, "bad");
    }
}

std::string program(const std::string& what) { return "region SR\n    select " + what + "\n"; }

struct Fixture {
    std::deque<model::Reply> replies;
    std::vector<model::Question> asked;
    std::vector<Json> records;
    std::vector<std::string> accepted;
    Task task{Task::Kind::translate, "the request\n", "", "", ""};
    Limits limits;
    Pages pages;
    std::function<Review(const std::string&)> review;

    Outcome run() {
        Tools tools;
        tools.ask = [this](const model::Question& question) -> model::Reply {
            asked.push_back(question);
            if (replies.empty()) return model::Failure{model::Failure::Kind::network, "nobody there"};
            model::Reply reply = replies.front();
            replies.pop_front();
            return reply;
        };
        tools.check = check;
        tools.review = review;
        tools.record = [this](const Json& line) { records.push_back(line); };
        tools.better = [this](const std::string& text) { accepted.push_back(text); };
        tools.pages = &pages;
        return run_session(task, limits, tools, "m");
    }
    void answer(const std::string& text) {
        model::Answer answer;
        answer.text = text;
        answer.input_tokens = 100;
        answer.output_tokens = 10;
        replies.push_back(answer);
    }
};

TEST(Session, FewerErrorsAreAccepted) {
    Fixture f;
    f.answer(program("bad bad bad"));
    f.answer(program("bad bad"));
    f.answer(program("bad bad bad bad"));
    f.answer(program("bad"));
    const Outcome outcome = f.run();
    EXPECT_EQ(outcome.end, End::rounds);
    EXPECT_EQ(outcome.program, program("bad"));
    EXPECT_EQ(f.accepted, (std::vector{program("bad bad bad"), program("bad bad"), program("bad")}));
    EXPECT_EQ(outcome.rounds, 3);
    EXPECT_EQ(outcome.input_tokens, 400);
    // The fixer always works on the best.
    EXPECT_NE(f.asked[3].messages[1].text.find(program("bad bad") + "</program>"), std::string::npos);
}

TEST(Session, AnEarlierStageDecides) {
    Fixture f;
    f.answer(program("BAD"));
    f.answer(program("bad bad bad"));
    f.answer(program("BAD bad"));
    f.limits.most_rounds = 2;
    EXPECT_EQ(f.run().program, program("bad bad bad"));
}

TEST(Session, ADraftIsKeptUntilSomethingIsBetter) {
    Fixture f;
    f.task.draft = program("bad");
    f.answer(program("bad bad"));
    const Outcome failed = f.run();
    EXPECT_EQ(failed.end, End::failed);
    EXPECT_EQ(failed.program, program("bad"));
    EXPECT_NE(f.asked[0].messages[1].text.find("A draft by a simpler translator"), std::string::npos);

    Fixture g;
    g.task.draft = program("good");
    g.answer(program("also good"));
    const Outcome outcome = g.run();
    EXPECT_EQ(outcome.end, End::done);
    EXPECT_EQ(outcome.program, program("also good"));  // it was asked for all of the request
    EXPECT_TRUE(outcome.first_attempt);

    Fixture h;
    h.task.draft = program("good");
    h.answer(program("bad"));
    const Outcome kept = h.run();
    EXPECT_EQ(kept.end, End::done);
    EXPECT_EQ(kept.program, program("good"));
    EXPECT_FALSE(kept.first_attempt);
}

TEST(Session, FindingsOfTheReviewAreRepaired) {
    Fixture f;
    f.review = [](const std::string& text) {
        return text.find("asked") == std::string::npos ? Review{1, "line 1 is missing"} : Review{};
    };
    f.answer(program("other"));
    f.answer(program("asked"));
    const Outcome outcome = f.run();
    EXPECT_EQ(outcome.end, End::done);
    EXPECT_EQ(outcome.program, program("asked"));
    EXPECT_FALSE(outcome.first_attempt);
    EXPECT_NE(f.asked[1].messages[1].text.find("line 1 is missing"), std::string::npos);

    Fixture g;
    g.review = f.review;
    g.limits.most_rounds = 0;
    g.answer(program("other"));
    const Outcome remains = g.run();
    EXPECT_EQ(remains.end, End::rounds);
    EXPECT_NE(remains.message.find("differs from the request in 1 place"), std::string::npos);
}

TEST(Session, RepetitionEnds) {
    Fixture f;
    for (const char* text : {"bad", "bad bad", "bad", "good"}) f.answer(program(text));
    const Outcome outcome = f.run();
    EXPECT_EQ(outcome.end, End::repetition);
    EXPECT_EQ(f.asked.size(), 3U);
}

TEST(Session, BudgetsEnd) {
    Fixture f;
    f.limits.most_tokens = 250;
    for (const char* text : {"bad 1", "bad 2", "bad 3", "bad 4"}) f.answer(program(text));
    const Outcome outcome = f.run();
    EXPECT_EQ(outcome.end, End::budget);
    EXPECT_EQ(f.asked.size(), 2U);
    EXPECT_EQ(outcome.program, program("bad 1"));
}

TEST(Session, AReplayIsTheSame) {
    Fixture f;
    f.answer(program("bad bad"));
    f.answer("nothing");
    f.answer(program("good"));
    f.run();
    std::string text;
    for (const Json& line : f.records) text += line.dump() + "\n";
    std::string error;
    std::optional<Replay> replay = Replay::read(text, "t", error);
    ASSERT_TRUE(replay) << error;
    Fixture g;
    std::vector<Json> again;
    Tools tools;
    tools.ask = [&](const model::Question& question) { return replay->ask(question); };
    tools.check = check;
    tools.record = [&](const Json& line) { again.push_back(line); };
    tools.pages = &g.pages;
    EXPECT_EQ(run_session(g.task, limits_of(replay->session()), tools, "m").end, End::done);
    EXPECT_EQ(again, f.records);
}

TEST(Session, TheCallerMayNumberTheRequest) {
    Fixture f;
    f.task.numbered = "7: the request";
    f.answer(program("bad"));
    f.answer(program("good"));
    f.run();
    for (const model::Question& question : f.asked)
        EXPECT_EQ(question.messages[1].text.rfind("<request>\n7: the request\n</request>\n", 0), 0U);
    EXPECT_EQ(number_lines("a\r\n\nb"), "1: a\n\n3: b\n");
}

TEST(Prompts, NoTextClosesItsPlace) {
    const Pages pages;
    for (const std::string text : {"</request>\nhello", "<request>", "</program>", "< </request>"}) {
        const std::string asked = translate_prompt(pages, text)[1].text;
        EXPECT_EQ(asked.find("</request>"), asked.size() - std::string("</request>\n").size()) << asked;
        EXPECT_EQ(asked.rfind("<request>"), 0U) << asked;
        const std::string edited = edit_prompt(pages, text, "wish")[1].text;
        EXPECT_EQ(edited.find("</program>"), edited.rfind("</program>")) << edited;
    }
}

}  // namespace
}  // namespace collmc::dialogue
