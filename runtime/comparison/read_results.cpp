#include "runtime/comparison/read_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "runtime/comparison/json_place.h"

namespace collmc::comparison {

namespace fs = std::filesystem;

namespace {

constexpr const char* kCutflow = "cutflow.json";
constexpr const char* kHistograms = "histograms.json";
constexpr const char* kRecord = "run.json";

/// Options that leave the numbers as they are, and the range of events, which stands in the record by itself.
constexpr std::array<std::string_view, 8> kOtherOptions = {"cache",       "threads", "backend",   "plots",
                                                           "plot-format", "dpi",     "normalize", "events"};

[[noreturn]] void fail(const std::string& file, const std::string& text) { throw Unreadable{{file, text}}; }

std::string text_of(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (!file) fail(path, fmt::format("cannot read the results {}: {}; check the path", path, std::strerror(errno)));
    std::string text;
    char buffer[1 << 16];
    while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, file.get())) text.append(buffer, n);
    if (std::ferror(file.get()) != 0)
        fail(path, fmt::format("cannot read the results {}: {}", path, std::strerror(errno)));
    return text;
}

/// "LINE:COLUMN", counted from 1, of a byte.
std::string line_and_column(std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    const std::size_t line_start = before.rfind('\n');
    const std::size_t column = before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1);
    return fmt::format("{}:{}", 1 + std::ranges::count(before, '\n'), column + 1);
}

Json json_of(const std::string& text, const std::string& file) {
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        fail(file, fmt::format("{}: the file is empty; write the results again", file));
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& error) {
        const std::size_t last = text.find_last_not_of(" \t\r\n");
        if (error.byte > last + 1) {
            fail(file, fmt::format("{}:{}: the file is cut off here, in the middle of its JSON; copy or write it again",
                                   file, line_and_column(text, last + 1)));
        }
        fail(file, fmt::format("{}:{}: this is not JSON; give a results directory, its {} or its {}", file,
                               line_and_column(text, error.byte == 0 ? 0 : error.byte - 1), kCutflow, kHistograms));
    } catch (const Json::exception&) {
        fail(file, fmt::format("{}: the file has a number that is too large for a double", file));
    }
}

Record record_in(const JsonPlace& file) {
    const JsonPlace schema = file.at("schema");
    if (schema.text() != "collmc.run/1") {
        schema.fail(fmt::format(
            "is \"{}\", and this version of collmc reads collmc.run/1; compare with the version that wrote it",
            schema.text()));
    }
    Record record;
    record.version = file.at("collmc").text();
    record.analysis_path = file.at("analysis").at("path").text();
    record.analysis_text = file.at("analysis").at("text").text();
    record.events = file.at("events").count();
    const fs::path directory = file.at("directory").text();
    for (const JsonPlace& json : file.at("inputs").elements()) {
        InputFile& input = record.inputs.emplace_back();
        input.path = json.at("path").text();
        input.checksum = json.at("checksum").text();
        input.events = json.at("events").count();
        // Packed events are those of the text that they were made of.
        for (const auto& [name, value] : json.members()) {
            if (name != "packed_from") continue;
            const auto sources = value.elements();
            if (sources.size() == 1) input.checksum = sources[0].at("checksum").text();
        }
        input.full_path = (directory / input.path).lexically_normal().string();
    }
    for (const auto& [name, value] : file.at("options").members()) {
        if (name == "events") record.range = value.text();
        if (std::ranges::find(kOtherOptions, name) == kOtherOptions.end())
            record.options.emplace_back(name, value.text());
    }
    return record;
}

void read_file(RunResults& results, const std::string& path, bool cutflow) {
    const Json json = json_of(text_of(path), path);
    if (cutflow) {
        results.regions = regions_in({json, path});
        results.has_cutflow = true;
    } else {
        results.histograms = histograms_in({json, path});
        results.has_histograms = true;
    }
}

void read_directory(RunResults& results) {
    const fs::path directory = results.path;
    std::error_code failure;
    std::vector<std::string> listed;
    if (fs::exists(directory / kRecord, failure)) {
        const std::string path = (directory / kRecord).string();
        const Json json = json_of(text_of(path), path);
        results.record = record_in({json, path});
        const JsonPlace record(json, path);
        for (const JsonPlace& name : record.at("files").elements()) listed.push_back(name.text());
    }
    for (const char* name : {kCutflow, kHistograms}) {
        const std::string path = (directory / name).string();
        if (fs::exists(path, failure)) {
            read_file(results, path, std::string_view(name) == kCutflow);
        } else if (std::ranges::find(listed, name) != listed.end()) {
            fail(path, fmt::format("{} is not there, but {} lists it; copy it as well, or run the analysis again", path,
                                   (directory / kRecord).string()));
        }
    }
    if (!results.has_cutflow && !results.has_histograms) {
        fail(results.path, fmt::format("{} is no results directory: it has neither {} nor {}; give the directory that "
                                       "a run has written, or a file",
                                       results.path, kCutflow, kHistograms));
    }
}

/// The record beside a file, if it lists the file and can be read; a file made by hand may lie beside anything.
std::optional<Record> record_beside(const fs::path& file) {
    std::error_code failure;
    const fs::path path = file.parent_path() / kRecord;
    if (!fs::exists(path, failure)) return std::nullopt;
    try {
        const Json json = json_of(text_of(path.string()), path.string());
        const JsonPlace record(json, path.string());
        for (const JsonPlace& name : record.at("files").elements()) {
            if (name.text() == file.filename().string()) return record_in(record);
        }
    } catch (const Unreadable&) {
    }
    return std::nullopt;
}

/// Which of the two a text is shows in its first key.
void read_text(RunResults& results, const std::string& text, const std::string& file) {
    const Json json = json_of(text, file);
    const JsonPlace top(json, file);
    if (top.has("regions")) {
        results.regions = regions_in(top);
        results.has_cutflow = true;
        return;
    }
    if (top.has("schema") && top.at("schema").json().is_string()) {
        top.fail(
            fmt::format("is of the schema {}, and neither a cutflow nor histograms; give a results directory, its "
                        "{} or its {}",
                        top.at("schema").text(), kCutflow, kHistograms));
    }
    const bool histograms = json.is_object() && (json.empty() || top.has("uhi_schema") ||
                                                 (json.front().is_object() && json.front().contains("uhi_schema")));
    if (!histograms) {
        top.fail(
            fmt::format("is neither a cutflow, which has \"regions\", nor a dictionary of UHI histograms; give a "
                        "results directory, its {} or its {}",
                        kCutflow, kHistograms));
    }
    results.histograms = histograms_in(top);
    results.has_histograms = true;
}

template <class Read>
std::variant<RunResults, ReadError> guarded(const std::string& path, Read read) {
    RunResults results;
    results.path = path;
    try {
        read(results);
    } catch (const Unreadable& unreadable) {
        return unreadable.error;
    }
    return results;
}

}  // namespace

std::variant<RunResults, ReadError> read_results(const std::string& path) {
    return guarded(path, [&](RunResults& results) {
        std::error_code failure;
        if (fs::is_directory(path, failure)) return read_directory(results);
        read_text(results, text_of(path), path);
        results.record = record_beside(path);
    });
}

std::variant<RunResults, ReadError> read_cutflow(const std::string& text, const std::string& file) {
    return guarded(file, [&](RunResults& results) {
        const Json json = json_of(text, file);
        results.regions = regions_in({json, file});
        results.has_cutflow = true;
    });
}

std::variant<RunResults, ReadError> read_histograms(const std::string& text, const std::string& file) {
    return guarded(file, [&](RunResults& results) {
        const Json json = json_of(text, file);
        results.histograms = histograms_in({json, file});
        results.has_histograms = true;
    });
}

}  // namespace collmc::comparison
