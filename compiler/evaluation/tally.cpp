#include "compiler/evaluation/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace collmc::evaluation {

namespace {

void add(Row& row, const Trial& trial) {
    ++row.trials;
    row.first_attempts += trial.first_attempt ? 1 : 0;
    ++row.verdicts[static_cast<std::size_t>(trial.verdict)];
    row.rounds += trial.rounds;
    row.tokens += static_cast<double>(trial.tokens);
    row.cost += trial.cost;
    row.seconds += trial.seconds;
    if (trial.audit) ++row.audited[trial.verdict == Verdict::right ? 1 : 0][trial.audit->clean() ? 0 : 1];
}

void finish(Row& row) {
    const auto n = static_cast<double>(row.trials);
    row.rounds /= n, row.tokens /= n, row.cost /= n, row.seconds /= n;
}

/// "no_answer 2, syntax 1"
std::string failures_of(const Row& row) {
    std::string text;
    for (std::size_t i = 1; i < kVerdicts; ++i)
        if (row.verdicts[i] > 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name_of(static_cast<Verdict>(i)), row.verdicts[i]);
    return text;
}

/// "1/3": of the right programs that could be audited, how many the audit finds fault with.
std::string flagged_of(const Row& row) {
    return row.right_audited() == 0 ? "-" : fmt::format("{}/{}", row.right_flagged(), row.right_audited());
}

std::vector<std::vector<std::string>> cells_of(const std::vector<Row>& rows) {
    std::vector<std::vector<std::string>> cells = {{"model", "question", "right", "95 % interval", "first", "flagged",
                                                    "rounds", "tokens", "cost", "seconds", "failures"}};
    for (const Row& row : rows) {
        const auto [low, high] = wilson_interval(row.right(), row.trials);
        cells.push_back({row.model, row.question.empty() ? "all" : row.question,
                         fmt::format("{}/{}", row.right(), row.trials),
                         fmt::format("{:.0f}-{:.0f} %", 100 * low, 100 * high),
                         fmt::format("{}/{}", row.first_attempts, row.trials), flagged_of(row),
                         fmt::format("{:.1f}", row.rounds), fmt::format("{:.0f}", row.tokens),
                         fmt::format("{:.4g}", row.cost), fmt::format("{:.1f}", row.seconds), failures_of(row)});
    }
    return cells;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
    constexpr std::array<std::string_view, kVerdicts> names = {"right",        "no_answer", "syntax", "type",
                                                               "wrong_number", "audit",     "network"};
    return names[static_cast<std::size_t>(verdict)];
}

Verdict judge_numbers(bool right, const std::optional<AuditCounts>& audit) {
    if (right) return Verdict::right;
    return audit && audit->incomplete() ? Verdict::audit : Verdict::wrong_number;
}

std::pair<double, double> wilson_interval(std::int64_t successes, std::int64_t trials, double z) {
    if (trials == 0) return {0, 1};
    const auto n = static_cast<double>(trials);
    const double p = static_cast<double>(successes) / n;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return {successes == 0 ? 0 : std::max(0.0, middle - half), successes == trials ? 1 : std::min(1.0, middle + half)};
}

std::vector<Row> tally(const std::vector<Trial>& trials) {
    std::vector<std::string> models;
    for (const Trial& trial : trials)
        if (std::ranges::find(models, trial.model) == models.end()) models.push_back(trial.model);
    std::vector<Row> rows;
    for (const std::string& model : models) {
        std::vector<Row> own;
        Row all;
        all.model = model;
        for (const Trial& trial : trials) {
            if (trial.model != model) continue;
            auto row = std::ranges::find(own, trial.question, &Row::question);
            if (row == own.end()) {
                row = own.insert(own.end(), Row());
                row->model = model;
                row->question = trial.question;
            }
            add(*row, trial);
            add(all, trial);
        }
        for (Row& row : own) finish(row);
        finish(all);
        rows.insert(rows.end(), own.begin(), own.end());
        rows.push_back(all);
    }
    return rows;
}

std::string render_text(const std::vector<Row>& rows) {
    const auto cells = cells_of(rows);
    std::vector<std::size_t> widths(cells[0].size());
    for (const auto& line : cells)
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    std::string text;
    for (const auto& line : cells) {
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const bool words = i < 2 || i + 1 == line.size();
            row += (i == 0 ? "" : "   ") +
                   (words ? fmt::format("{:<{}}", line[i], widths[i]) : fmt::format("{:>{}}", line[i], widths[i]));
        }
        row.erase(row.find_last_not_of(' ') + 1);
        text += row + "\n";
    }
    return text;
}

std::string render_markdown(const std::vector<Row>& rows) {
    const auto cells = cells_of(rows);
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        text += fmt::format("| {} |\n", fmt::join(cells[i], " | "));
        if (i == 0) text += "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n";
    }
    return text;
}

namespace {

using Json = nlohmann::ordered_json;

Json audited_of(const Row& row, std::size_t right) {
    return {{"clean", row.audited[right][0]}, {"flagged", row.audited[right][1]}};
}

Json audit_of(const Trial& trial) {
    if (!trial.audit) return nullptr;
    const AuditCounts& it = *trial.audit;
    return {{"clean", it.clean()},   {"agrees", it.agrees},     {"differs", it.differs},
            {"missing", it.missing}, {"invented", it.invented}, {"finding", it.worst}};
}

}  // namespace

std::string render_json(const std::string& suite, const std::vector<Row>& rows, const std::vector<Trial>& trials) {
    Json json = {{"schema", "collmc.eval/1"}, {"suite", suite}, {"rows", Json::array()}, {"trials", Json::array()}};
    for (const Row& row : rows) {
        const auto [low, high] = wilson_interval(row.right(), row.trials);
        Json failures = Json::object();
        for (std::size_t i = 1; i < kVerdicts; ++i)
            failures[std::string(name_of(static_cast<Verdict>(i)))] = row.verdicts[i];
        json["rows"].push_back({{"model", row.model},
                                {"question", row.question.empty() ? Json() : Json(row.question)},
                                {"trials", row.trials},
                                {"right", row.right()},
                                {"interval", {low, high}},
                                {"first_attempt", row.first_attempts},
                                {"rounds", row.rounds},
                                {"tokens", row.tokens},
                                {"cost", row.cost},
                                {"seconds", row.seconds},
                                {"failures", failures},
                                {"audit", {{"right", audited_of(row, 1)}, {"wrong", audited_of(row, 0)}}}});
    }
    for (const Trial& trial : trials) {
        json["trials"].push_back({{"model", trial.model},
                                  {"question", trial.question},
                                  {"verdict", name_of(trial.verdict)},
                                  {"first_attempt", trial.first_attempt},
                                  {"rounds", trial.rounds},
                                  {"tokens", trial.tokens},
                                  {"cost", trial.cost},
                                  {"seconds", trial.seconds},
                                  {"message", trial.message},
                                  {"audit", audit_of(trial)}});
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace collmc::evaluation
