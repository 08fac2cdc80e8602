// `collmc info`: what a file of events holds.

#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/text.h"
#include "runtime/lhco/dialect.h"
#include "runtime/lhco/source.h"
#include "runtime/packed/contents.h"
#include "runtime/report/text_table.h"

namespace collmc::driver {

namespace {

using packed::Contents;
using Json = nlohmann::ordered_json;

std::string format_text(const Contents& contents) {
    if (contents.format == Contents::Format::text)
        return contents.compression.empty() ? "LHCO text" : "LHCO text, " + contents.compression;
    return fmt::format("packed events, version {}, {}{}", contents.version, counted(contents.blocks, "block"),
                       contents.compressed ? ", compressed" : "");
}

std::string dialect_text(const Contents& contents) {
    const auto dialect = lhco::dialect_of(contents.counts);
    return dialect ? lhco::name_of(*dialect) : "not shown by the events";
}

/// What else is told of the events, each with its number.
std::vector<std::pair<const char*, std::int64_t>> oddities(const lhco::ParseCounts& counts) {
    std::vector<std::pair<const char*, std::int64_t>> found;
    for (const auto& [text, count] :
         {std::pair<const char*, std::int64_t>{"events left out for an unreadable row", counts.bad_events},
          {"events without a MET row", counts.events_without_met},
          {"events with several MET rows", counts.events_with_many_mets},
          {"lines that are no event data", counts.skipped_lines}}) {
        if (count > 0) found.emplace_back(text, count);
    }
    return found;
}

std::string decimals_text(const packed::Range& range) {
    return range.decimals > packed::kMaxDecimals ? "many" : fmt::format("{}", range.decimals);
}

class Page {
public:
    explicit Page(const Contents& contents, bool colour) : contents_(contents), colour_(colour) {}

    std::string text(const std::string& path) {
        const auto events = static_cast<double>(contents_.counts.events);
        text_ = fmt::format("{}: {}\n", path, format_text(contents_));
        line("events", with_thousands(contents_.counts.events));
        line("size",
             fmt::format("{} bytes, {:.1f} per event", with_thousands(static_cast<std::int64_t>(contents_.bytes)),
                         events > 0 ? static_cast<double>(contents_.bytes) / events : 0.0));
        line("checksum", contents_.checksum);
        line("conventions", dialect_text(contents_));
        for (const auto& [what, count] : oddities(contents_.counts)) line(what, with_thousands(count));
        for (const packed::Source& source : contents_.sources) add_source(source);
        add_comments();
        add_rows();
        add_columns();
        return std::move(text_);
    }

private:
    void line(const std::string& name, const std::string& value) {
        text_ += fmt::format("  {:<13}{}{}\n", name, name.size() >= 13 ? "  " : "", value);
    }

    void add_source(const packed::Source& source) {
        line("packed from", fmt::format("{}, {}, {} bytes, {}", source.path, counted(source.events, "event"),
                                        with_thousands(static_cast<std::int64_t>(source.bytes)),
                                        lhco::named_checksum(source.checksum)));
    }

    void add_comments() {
        std::string_view rest = contents_.comments;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            if (end > 0) text_ += fmt::format("  {}\n", rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }

    void add_rows() {
        report::TextColumn names{"rows", {}, true}, rows{"number", {}}, means{"per event", {}}, most{"most", {}};
        for (std::size_t k = 0; k < packed::kSegmentCount; ++k) {
            const Contents::Kind& kind = contents_.kinds[k];
            if (kind.rows == 0) continue;
            names.cells.emplace_back(packed::kSegmentNames[k]);
            rows.cells.push_back(with_thousands(kind.rows));
            means.cells.push_back(
                fmt::format("{:.2f}", static_cast<double>(kind.rows) / static_cast<double>(contents_.counts.events)));
            most.cells.push_back(fmt::format("{}", kind.most));
        }
        if (!names.cells.empty()) report::append_table(text_, "", {names, rows, means, most}, colour_);
    }

    void add_columns() {
        report::TextColumn names{"column", {}, true}, least{"least", {}}, greatest{"greatest", {}},
            decimals{"decimals", {}};
        const auto add = [&](const std::string& name, const packed::Range& range) {
            if (range.empty()) return;
            names.cells.push_back(name);
            least.cells.push_back(fmt::format("{}", range.least));
            greatest.cells.push_back(fmt::format("{}", range.greatest));
            decimals.cells.push_back(decimals_text(range));
        };
        for (std::size_t column = 0; column < packed::kHeaderColumnCount; ++column)
            add(std::string(packed::kHeaderColumnNames[column]), contents_.header[column]);
        for (std::size_t k = 0; k < packed::kSegmentCount; ++k) {
            for (std::size_t column = packed::kRowEta; column < packed::kRowColumnCount; ++column)
                add(fmt::format("{} {}", packed::kSegmentNames[k], packed::kRowColumnNames[column]),
                    contents_.kinds[k].columns[column]);
        }
        report::append_table(text_, "", {names, least, greatest, decimals}, colour_);
    }

    const Contents& contents_;
    const bool colour_;
    std::string text_;
};

Json range_json(const packed::Range& range) {
    Json json = {{"least", range.least}, {"greatest", range.greatest}};
    json["decimals"] = range.decimals > packed::kMaxDecimals ? Json() : Json(range.decimals);
    return json;
}

Json sources_json(const std::vector<packed::Source>& sources) {
    Json json = Json::array();
    for (const packed::Source& source : sources) {
        json.push_back({{"path", source.path},
                        {"bytes", source.bytes},
                        {"events", source.events},
                        {"checksum", lhco::named_checksum(source.checksum)}});
    }
    return json;
}

Json info_json(const std::string& path, const Contents& contents) {
    const bool is_packed = contents.format == Contents::Format::packed;
    Json json = {{"schema", "collmc.info/1"},
                 {"path", path},
                 {"format", is_packed                      ? "packed"
                            : contents.compression.empty() ? "text"
                                                           : contents.compression}};
    if (is_packed) {
        json["version"] = contents.version;
        json["blocks"] = contents.blocks;
        json["compressed"] = contents.compressed;
        json["packed_from"] = sources_json(contents.sources);
    }
    json["bytes"] = contents.bytes;
    json["checksum"] = contents.checksum;
    json["events"] = contents.counts.events;
    const auto dialect = lhco::dialect_of(contents.counts);
    json["dialect"] = dialect ? Json(lhco::name_of(*dialect)) : Json();
    json["comments"] = contents.comments;
    Json warnings = Json::object();
    for (const auto& [what, count] : oddities(contents.counts)) warnings[what] = count;
    json["warnings"] = warnings;
    Json header = Json::object(), kinds = Json::object();
    for (std::size_t column = 0; column < packed::kHeaderColumnCount; ++column) {
        if (!contents.header[column].empty())
            header[std::string(packed::kHeaderColumnNames[column])] = range_json(contents.header[column]);
    }
    for (std::size_t k = 0; k < packed::kSegmentCount; ++k) {
        const Contents::Kind& kind = contents.kinds[k];
        Json columns = Json::object();
        for (std::size_t column = packed::kRowEta; column < packed::kRowColumnCount; ++column) {
            if (!kind.columns[column].empty())
                columns[std::string(packed::kRowColumnNames[column])] = range_json(kind.columns[column]);
        }
        kinds[std::string(packed::kSegmentNames[k])] = {
            {"rows", kind.rows}, {"most_in_an_event", kind.most}, {"columns", columns}};
    }
    json["event_columns"] = header;
    json["rows"] = kinds;
    return json;
}

}  // namespace

int info_command(const InfoArguments& arguments, Interruption& interruption) {
    Contents contents;
    const packed::Outcome outcome = packed::read_contents(arguments.events, &interruption.stop(), contents);
    if (outcome.interrupted) return kInterrupted;
    if (outcome.error) {
        print_error(*outcome.error);
        return kInputUnreadable;
    }
    print_output(arguments.json ? info_json(arguments.events, contents)
                                          .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                                      "\n"
                                : Page(contents, colour_wanted(STDOUT_FILENO)).text(arguments.events));
    return kDone;
}

}  // namespace collmc::driver
