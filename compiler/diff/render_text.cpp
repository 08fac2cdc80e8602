#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "compiler/diff/render.h"

namespace collmc::diff {

namespace {

constexpr std::string_view kBold = "\033[1m", kRed = "\033[31m", kGreen = "\033[32m", kYellow = "\033[33m",
                           kDim = "\033[2m", kReset = "\033[0m";

/// Terminal columns of UTF-8 text without combining marks.
int width(std::string_view text) {
    return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string joined(const std::vector<std::string>& items, std::string_view separator = ", ") {
    std::string text;
    for (const std::string& it : items) text += (text.empty() ? "" : std::string(separator)) + it;
    return text;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

bool is_row(const Change& change) { return change.what == "cut" || change.what == "weight"; }
/// What stands with its word before it: `histo m_jj : ...`. A cut goes without.
std::string head_of(const Change& change) {
    if (change.what == "cut") return change.name.empty() ? "" : quoted(change.name) + ": ";
    if (change.what == "weight") return change.name.empty() ? "weight " : "weight " + quoted(change.name) + ": ";
    if (change.what == "variation" || change.what == "source" || change.what == "value" || change.what == "formula")
        return "";
    return change.what + " ";
}

class Text {
public:
    explicit Text(const TextOptions& options) : options_(options) {}

    std::string run(const Differences& differences) {
        for (const Part& part : differences.parts)
            if (is_told(part)) append(part);
        append_quiet(differences);
        if (!text_.empty()) text_ += "\n";
        append_wrapped(summary(differences), 0, kBold);
        return std::move(text_);
    }

private:
    /// Whether it makes a difference. A declaration that is there or not, or is called otherwise, makes none.
    static bool is_told(const Part& part) { return !part.changes.empty() || part.results != Results::same; }

    std::string styled(std::string_view style, const std::string& text) const {
        return options_.colour ? fmt::format("{}{}{}", style, text, kReset) : text;
    }

    static std::string_view colour_of(Action action) {
        switch (action) {
            case Action::added: return kGreen;
            case Action::dropped: return kRed;
            default: return kYellow;
        }
    }

    static const char* sign_of(Action action) {
        switch (action) {
            case Action::added: return "+";
            case Action::dropped: return "-";
            case Action::changed: return "~";
            case Action::moved: return ">";
            case Action::renamed: return "=";
        }
        return " ";
    }

    static std::string lines(std::uint32_t before, std::uint32_t after) {
        if (before == 0 && after == 0) return "";
        if (before == 0 || after == 0 || before == after) return fmt::format("line {}", std::max(before, after));
        return fmt::format("line {} → {}", before, after);
    }

    void append(const Part& part) {
        if (!text_.empty()) text_ += "\n";
        std::string title = part.kind;
        if (part.kind != "analysis") title += " " + part.name;
        std::string line = styled(kBold, title);
        if (!part.old_name.empty()) line += fmt::format(", was {}", part.old_name);
        if (part.action == Action::added || part.action == Action::dropped)
            line += styled(colour_of(part.action), part.action == Action::added ? ": added" : ": dropped");
        text_ += line + "\n";
        for (const Change& change : part.changes) append(change);
        append_reached(part);
    }

    /// A line with a remark behind it in parentheses, or below it where that would be too long.
    void append_line(const std::string& plain, const std::string& shown, const std::string& remark,
                     const std::string& place) {
        const std::string behind = remark.empty() ? place : place.empty() ? remark : remark + ", " + place;
        if (behind.empty())
            text_ += shown + "\n";
        else if (width(plain) + 4 + width(behind) <= options_.columns)
            text_ += shown + styled(kDim, "  (" + behind + ")") + "\n";
        else
            text_ += shown + "\n" + styled(kDim, "      (" + behind + ")") + "\n";
    }

    void append(const Change& change) {
        const std::string sign = fmt::format("  {} ", sign_of(change.action));
        const std::string head = head_of(change);
        const std::string place = lines(change.before.line, change.after.line);
        const std::string_view colour = colour_of(change.action);
        if (change.action != Action::changed || is_row(change) == false)
            return append_plain(change, sign + head, place);
        const bool same_text = change.before.text == change.after.text || change.results == Results::labels;
        if (same_text) {
            append_line(sign + head + change.after.text, styled(colour, sign) + head + change.after.text, change.remark,
                        place);
        } else {
            append_pair(change, sign, head, place);
        }
        append_details(change);
    }

    /// Old and new on one line, or on two where they are long.
    void append_pair(const Change& change, const std::string& sign, const std::string& head, const std::string& place) {
        const std::string plain = sign + head + change.before.text + " → " + change.after.text;
        const std::string remark = with_detail(change);
        if (width(plain) <= options_.columns) {
            append_line(plain,
                        styled(kYellow, sign) + head + styled(kRed, change.before.text) + " → " +
                            styled(kGreen, change.after.text),
                        remark, place);
            return;
        }
        std::string word = head.empty() ? change.what : head;
        word.erase(word.find_last_not_of(": ") + 1);
        append_line(sign + word, styled(kYellow, sign) + word, remark, place);
        append_two(change.before.text, change.after.text);
    }

    void append_two(const std::string& before, const std::string& after) {
        text_ += styled(kRed, "      - " + before) + "\n" + styled(kGreen, "      + " + after) + "\n";
    }

    /// Whether the one part of a change needs no line of its own.
    static bool is_single(const Change& change) {
        return is_row(change) && change.details.size() == 1 && change.details[0].what != "label" &&
               change.before.text != change.after.text;
    }

    /// The remark of a change, and that of its only part.
    static std::string with_detail(const Change& change) {
        const std::string more = is_single(change) ? change.details[0].remark : "";
        return change.remark + (change.remark.empty() || more.empty() ? "" : "; ") + more;
    }

    void append_plain(const Change& change, const std::string& start, const std::string& place) {
        const bool output = change.what == "histo" || change.what == "profile" || change.what == "bins" ||
                            change.what == "ntuple" || change.what == "skim";
        if (!output && change.action == Action::changed) {
            append_pair(change, start.substr(0, 4), start.substr(4), place);
            return;
        }
        std::string shown = change.action == Action::dropped ? change.before.text : change.after.text;
        if (output && (change.action == Action::changed || change.action == Action::moved)) shown = change.name;
        if (change.action == Action::renamed) shown = change.details.front().before + " → " + change.name;
        const std::string line = start + shown;
        append_line(line, styled(colour_of(change.action), start.substr(0, 4)) + line.substr(4), change.remark, place);
        if (output && change.action != Action::moved) append_details(change);
    }

    /// Thresholds of a cut that has several, and what else is different; a single one stands in the line above.
    void append_details(const Change& change) {
        if (is_single(change)) return;
        for (const Detail& it : change.details) {
            if (change.action == Action::renamed && it.what == "name") continue;
            const bool label = it.what == "label";
            const auto shown = [&](const std::string& text) { return label ? quoted(text) : text; };
            const std::string start = "      " + (it.what.empty() ? "" : it.what + ": ");
            std::string line = start;
            if (!it.before.empty() && !it.after.empty())
                line += shown(it.before) + " → " + shown(it.after);
            else
                line += it.after.empty() ? shown(it.before) + " dropped" : shown(it.after) + " added";
            std::string remark = it.remark;
            if (remark.empty() && is_row(change) && change.details.size() > 1 && !label)
                remark = it.sense == Sense::tighter ? "tighter" : it.sense == Sense::looser ? "looser" : "";
            if (width(line) <= options_.columns || it.before.empty() || it.after.empty()) {
                append_line(line, line, remark, "");
                continue;
            }
            const std::string word = it.what.empty() ? "      part" : start.substr(0, start.size() - 2);
            append_line(word, word, remark, "");
            append_two(shown(it.before), shown(it.after));
        }
    }

    static std::string words_for(Effect effect) {
        switch (effect) {
            case Effect::none: return "weights and fills only, the same events pass";
            case Effect::rows: return "cutflow rows only, the same events pass";
            case Effect::fewer: return "keeps fewer events";
            case Effect::more: return "keeps more events";
            case Effect::which: return "can change which events pass";
        }
        return "";
    }

    void append_reached(const Part& part) {
        if (part.kind == "region" || part.kind == "analysis" || part.kind == "variation") return;
        if (part.changes.empty()) return;
        if (part.reached.empty()) {
            text_ += styled(kDim, "  reaches no region") + "\n";
            return;
        }
        for (const Reached& it : part.reached) {
            std::vector<std::string> what;
            if (!it.rows.empty())
                what.push_back(fmt::format("{} {}", it.rows.size() == 1 ? "row" : "rows", joined(it.rows, "; ")));
            if (!it.through.empty()) what.push_back("through " + joined(it.through));
            if (!it.outputs.empty()) what.push_back("fills of " + joined(it.outputs));
            text_ += fmt::format("  reaches {}: {}\n", styled(kBold, it.region), words_for(it.effect));
            for (const std::string& line : what) append_wrapped(line, 6, kDim);
        }
    }

    /// Breaks between words.
    void append_wrapped(const std::string& text, int indent, std::string_view style) {
        const std::string margin(static_cast<std::size_t>(indent), ' ');
        std::string line;
        for (std::size_t at = 0; at < text.size();) {
            std::size_t end = text.find(' ', at);
            end = end == std::string::npos ? text.size() : end;
            const std::string word = text.substr(at, end - at);
            if (!line.empty() && indent + width(line) + 1 + width(word) > options_.columns) {
                text_ += styled(style, margin + line) + "\n";
                line = "  ";
            }
            line += (line.empty() || line == "  " ? "" : " ") + word;
            at = end + 1;
        }
        text_ += styled(style, margin + line) + "\n";
    }

    /// Names and declarations that make no difference.
    void append_quiet(const Differences& differences) {
        std::map<std::string, std::vector<std::string>> quiet;
        for (const Part& part : differences.parts) {
            if (is_told(part)) continue;
            const std::string name = part.kind + " " + part.name;
            if (part.action == Action::renamed)
                quiet["renamed"].push_back(part.kind + " " + part.old_name + " → " + part.name);
            if (part.action == Action::added) quiet["added"].push_back(name);
            if (part.action == Action::dropped) quiet["dropped"].push_back(name);
        }
        if (quiet.empty()) return;
        if (!text_.empty()) text_ += "\n";
        text_ += styled(kDim, "without effect by themselves:") + "\n";
        for (const auto& [what, names] : quiet) append_wrapped(what + ": " + joined(names), 2, kDim);
    }

    const TextOptions& options_;
    std::string text_;
};

std::string plural(std::size_t number, const std::string& noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 || noun == "bins" ? "" : "s");
}

const char* word_for(Action action) {
    switch (action) {
        case Action::added: return "added";
        case Action::dropped: return "dropped";
        case Action::changed: return "changed";
        case Action::moved: return "moved";
        case Action::renamed: return "renamed";
    }
    return "";
}

/// How the summary calls a change.
std::string noun_of(const Part& part, const Change& change) {
    static const std::map<std::string, std::string> nouns = {{"histo", "histogram"},
                                                             {"bins", "grid of bins"},
                                                             {"observed", "published number"},
                                                             {"background", "published number"}};
    if (change.results <= Results::labels && part.kind == "region") return "label";
    if (part.kind != "region" && part.kind != "analysis") return part.kind;
    const auto known = nouns.find(change.what);
    return known == nouns.end() ? change.what : known->second;
}

}  // namespace

std::string summary(const Differences& differences) {
    // Counted in the order in which they come.
    std::vector<std::pair<std::string, std::size_t>> counts;
    const auto count = [&](const std::string& noun, Action action) {
        const std::string key = fmt::format("{}|{}", noun, word_for(action));
        const auto known = std::find_if(counts.begin(), counts.end(), [&](const auto& it) { return it.first == key; });
        if (known == counts.end())
            counts.emplace_back(key, 1);
        else
            ++known->second;
    };
    std::size_t quiet = 0;
    for (const Part& part : differences.parts) {
        const bool region = part.kind == "region" || part.kind == "analysis";
        if (part.changes.empty() && part.results == Results::same) {
            ++quiet;
        } else if (!region) {
            count(part.kind, part.action);
        } else {
            if (part.action != Action::changed) count(part.kind, part.action);
            for (const Change& change : part.changes) {
                if (change.what == "from")
                    count("inheritance", Action::changed);
                else
                    count(noun_of(part, change), change.action);
            }
        }
    }
    std::string text;
    for (const auto& [key, number] : counts) {
        const std::size_t bar = key.find('|');
        std::string noun = key.substr(0, bar);
        static const std::set<std::string> kSingle = {"inheritance", "title",      "experiment",
                                                      "reference",   "luminosity", "files"};
        std::string counted = kSingle.count(noun) > 0 ? noun : plural(number, noun);
        if (noun == "grid of bins" && number > 1) counted = fmt::format("{} grids of bins", number);
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counted, key.substr(bar + 1));
    }
    if (text.empty()) return "no change in meaning";
    if (differences.same_meaning()) return text + "; no change in meaning";
    std::string regions;
    for (const SelectionChange& it : differences.selections) regions += (regions.empty() ? "" : ", ") + it.region;
    if (!regions.empty()) return text + "; the selection changes in " + regions;
    return text + (differences.results == Results::selection ? "" : "; the same events pass every region");
}

std::string render_text(const Differences& differences, const TextOptions& options) {
    return Text(options).run(differences);
}

}  // namespace collmc::diff
