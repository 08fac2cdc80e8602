// Trials of models at questions, summed up: rates with their intervals, costs, failures by kind.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace collmc::evaluation {

enum class Verdict { right, no_answer, syntax, type, wrong_number, audit, network };
inline constexpr std::size_t kVerdicts = 7;
std::string_view name_of(Verdict verdict);

struct Trial {
    std::string model, question;
    Verdict verdict = Verdict::no_answer;
    bool first_attempt = false;  ///< right, and without a question to the fixer
    int rounds = 0;
    std::int64_t tokens = 0;  ///< of questions and answers
    double cost = 0, seconds = 0;
    std::string message;  ///< why it is not right
};

/// Wilson's score interval for a proportion, at `z` standard deviations (1.96: 95 %). E. B. Wilson, J. Am. Stat. Assoc.
/// 22 (1927) 209. [0, 1] without trials.
std::pair<double, double> wilson_interval(std::int64_t successes, std::int64_t trials, double z = 1.959963984540054);

/// A row of the table: a model at a question, or at all of them (`question` empty).
struct Row {
    std::string model, question;
    std::int64_t trials = 0, first_attempts = 0;
    std::array<std::int64_t, kVerdicts> verdicts = {};
    double rounds = 0, tokens = 0, cost = 0, seconds = 0;  ///< mean of a trial
    std::int64_t right() const { return verdicts[0]; }
};

/// In the order in which models and questions first come; behind each model's questions the row of all.
std::vector<Row> tally(const std::vector<Trial>& trials);

std::string render_text(const std::vector<Row>& rows);
std::string render_markdown(const std::vector<Row>& rows);
/// One object of schema `collmc.eval/1`, the trials included.
std::string render_json(const std::string& suite, const std::vector<Row>& rows, const std::vector<Trial>& trials);

}  // namespace collmc::evaluation
