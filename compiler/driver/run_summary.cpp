#include "compiler/driver/run_summary.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>

#include "compiler/driver/text.h"
#include "runtime/lhco/dialect.h"
#include "runtime/lhco/source.h"
#include "runtime/packed/file.h"
#include "runtime/report/file_names.h"

namespace collmc::driver {

namespace {

std::string utc_now() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

/// The path without directories, `.gz` or `.zst`, and the format's ending.
std::string stem(const std::string& path) {
    std::filesystem::path name = std::filesystem::path(path).filename();
    if (name.extension() == ".gz" || name.extension() == ".zst") name = name.stem();
    if (name.extension() == ".lhco" || name.extension() == ".lhcp") name = name.stem();
    return name.string();
}

}  // namespace

std::vector<Notice> input_warnings(const execution::InputSummary& input) {
    std::vector<Notice> warnings;
    const auto warn = [&](const char* code, std::int64_t count, const std::string& text) {
        if (count == 0) return;
        warnings.push_back(
            {code, fmt::format("{}: {}", input.path, text), {{"file", input.path}, {"count", std::int64_t{count}}}});
    };
    const lhco::ParseCounts& counts = input.counts;
    warn("W1101", counts.bad_events,
         fmt::format("{} left out because of an unreadable row; the first: {}", counted(counts.bad_events, "event"),
                     input.first_bad_row));
    warn("W1102", counts.events_without_met,
         fmt::format("{} without a MET row (type 6); MET is 0 there", counted(counts.events_without_met, "event")));
    warn("W1103", counts.events_with_many_mets,
         fmt::format("{} with several MET rows; the last one counts", counted(counts.events_with_many_mets, "event")));
    warn("W1104", counts.unknown_objects,
         fmt::format("{} of a type that LHCO does not assign, kept out", counted(counts.unknown_objects, "object")));
    warn("W1105", counts.skipped_lines,
         fmt::format("{} that are no event data (keywords, a lone 0) skipped", counted(counts.skipped_lines, "line")));
    return warnings;
}

std::vector<Notice> weight_warnings(const results::Results& results) {
    std::vector<Notice> warnings;
    for (const results::RegionResult& region : results.regions) {
        const auto row = std::ranges::find_if(region.rows, [](const auto& row) { return !std::isfinite(row.sumw); });
        if (row == region.rows.end()) continue;
        const std::string where = region.variation.empty() ? region.name : region.name + "__" + region.variation;
        warnings.push_back(
            {"W1106",
             fmt::format("region {}: from `{}` on the sum of weights is {}; a weight is not a finite number for some "
                         "event",
                         where, row->label, row->sumw),
             {{"region", where}, {"cut", row->label}}});
    }
    return warnings;
}

std::vector<std::string> variations_of(const results::OutputSpec& outputs) {
    std::vector<std::string> variations;
    for (const results::RegionSpec& region : outputs.regions) {
        const bool known = std::ranges::find(variations, region.variation) != variations.end();
        if (!region.variation.empty() && !known) variations.push_back(region.variation);
    }
    return variations;
}

std::string provenance(const results::OutputSpec& outputs) {
    std::string text;
    const auto add = [&text](const std::string& part) {
        if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
    };
    add(outputs.experiment);
    add(outputs.reference);
    if (outputs.luminosity > 0) add(fmt::format("{:.6g}/fb", outputs.luminosity));
    return text;
}

std::string input_lines(const execution::LoopResult& loop) {
    std::string text;
    for (const execution::InputSummary& input : loop.inputs) {
        const std::optional<lhco::Dialect> dialect = lhco::dialect_of(input.counts);
        text += fmt::format("{}: {}{}\n", input.path, counted(input.counts.events, "event"),
                            dialect ? fmt::format(" ({} conventions)", lhco::name_of(*dialect)) : "");
    }
    if (loop.inputs.size() > 1) text += fmt::format("together: {}\n", counted(loop.events, "event"));
    return text;
}

std::string files_written(const std::string& directory, const std::vector<std::string>& files) {
    std::string text = "Written:\n";
    for (const std::string& file : files)
        text += fmt::format("  {}\n", (std::filesystem::path(directory) / file).string());
    return text;
}

std::string sample_name(const std::vector<std::string>& inputs) {
    if (inputs.size() == 1) return inputs.front() == "-" ? "standard input" : stem(inputs.front());
    return fmt::format("{} files", inputs.size());
}

report::RunRecord run_record(const RunArguments& arguments, const std::vector<std::string>& command_line,
                             const std::string& analysis_text, const results::OutputSpec& outputs,
                             const execution::LoopResult& loop, const std::string& cpu, int threads,
                             const pipeline::Timings& timings) {
    report::RunRecord record;
    record.version = COLLMC_VERSION;
    record.started = utc_now();
    record.command = command_line;
    std::error_code failure;
    record.directory = std::filesystem::current_path(failure).string();
    record.analysis_path = arguments.analysis;
    record.analysis_text = analysis_text;
    record.title = outputs.analysis;
    record.experiment = outputs.experiment;
    record.reference = outputs.reference;
    record.luminosity = outputs.luminosity;
    record.variations = variations_of(outputs);
    record.options = describe_options(arguments);
    for (const execution::InputSummary& input : loop.inputs) {
        report::InputRecord& out = record.inputs.emplace_back();
        out.path = input.path;
        out.bytes = input.bytes;
        out.events = input.counts.events;
        out.checksum = input.checksum;
        const std::optional<lhco::Dialect> dialect = lhco::dialect_of(input.counts);
        if (dialect) out.dialect = lhco::name_of(*dialect);
        if (out.checksum.starts_with(packed::kChecksumName)) {
            for (const packed::Source& source : input.sources)
                out.packed_from.push_back(
                    {source.path, source.bytes, source.events, lhco::named_checksum(source.checksum)});
        }
        const lhco::ParseCounts& counts = input.counts;
        for (const auto& [name, count] : {std::pair<const char*, std::int64_t>{"events left out", counts.bad_events},
                                          {"events without MET", counts.events_without_met},
                                          {"events with several MET rows", counts.events_with_many_mets},
                                          {"objects of unknown type", counts.unknown_objects},
                                          {"lines skipped", counts.skipped_lines}}) {
            if (count > 0) out.warnings.emplace_back(name, count);
        }
    }
    record.events = loop.events;
    const std::vector<std::string> skims = report::skim_file_names(outputs);
    for (std::size_t i = 0; i < skims.size(); ++i) record.skims.emplace_back(skims[i], loop.results.skim_events[i]);
    utsname system{};
    if (uname(&system) == 0) {
        record.host.name = system.nodename;
        record.host.system = fmt::format("{} {} {}", system.sysname, system.release, system.machine);
    }
    record.host.cpu = cpu;
    record.host.threads = threads;
    record.seconds = timings.phases();
    return record;
}

}  // namespace collmc::driver
