// A slow and obvious LHCO reader, line by line with strtod, written from the rules in runtime/lhco/parser.h. It shares
// no code with the fast one, which is checked against it by the unit tests and by the fuzz target.
#pragma once

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/lhco/parser.h"

namespace collmc::lhco::reference {

/// A double that equals another only to the last bit: 0 and -0 differ.
struct Exact {
    double value = 0;
    Exact() = default;
    Exact(double from) : value(from) {}
    bool operator==(const Exact& other) const {
        return std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(other.value);
    }
};

template <class Stream>
Stream& operator<<(Stream& out, const Exact& exact) {
    return out << exact.value;
}

struct Object {
    int typ;
    Exact eta, phi, pt, jmass, ntrk, btag, hadem;
    int row;
    bool operator==(const Object&) const = default;
};

struct Event {
    Exact number, trigger, weight;
    Exact met_pt, met_phi;
    std::vector<Object> objects;  ///< by typ, then pt descending, then row
    bool operator==(const Event&) const = default;
};

struct Reading {
    std::vector<Event> events;
    ParseCounts counts;
    std::optional<std::int64_t> bad_line;
    std::int64_t lines = 0;  ///< not counted after a stop
};

inline bool is_one_of(char c, const char* set) {
    return c != '\0' && std::string_view(set).find(c) != std::string_view::npos;
}

inline std::vector<std::string> tokens_of(std::string_view line) {
    std::vector<std::string> tokens;
    std::string token;
    for (const char c : line.substr(0, line.find('#'))) {
        if (!is_one_of(c, " \t\r\v\f")) {
            token += c;
        } else if (!token.empty()) {
            tokens.push_back(token);
            token.clear();
        }
    }
    if (!token.empty()) tokens.push_back(token);
    return tokens;
}

/// [sign] digits [. digits] [e [sign] digits], as a finite double.
inline std::optional<double> number_of(const std::string& token) {
    std::size_t i = 0;
    const auto digits = [&] {
        const std::size_t from = i;
        while (i < token.size() && is_one_of(token[i], "0123456789")) ++i;
        return i - from;
    };
    if (i < token.size() && is_one_of(token[i], "+-")) ++i;
    std::size_t count = digits();
    if (i < token.size() && token[i] == '.') {
        ++i;
        count += digits();
    }
    if (count == 0) return std::nullopt;
    if (i < token.size() && is_one_of(token[i], "eE")) {
        ++i;
        if (i < token.size() && is_one_of(token[i], "+-")) ++i;
        if (digits() == 0) return std::nullopt;
    }
    if (i != token.size()) return std::nullopt;
    const double value = std::strtod(token.c_str(), nullptr);
    if (!std::isfinite(value)) return std::nullopt;
    return value == 0 ? 0 : value;
}

inline double phi_in_range(double phi) {
    const double pi = 3.141592653589793, two_pi = 6.283185307179586;
    if (-pi <= phi && phi < pi) return phi;
    const double turned = phi - two_pi * std::rint(phi / two_pi);
    return -pi <= turned && turned < pi ? turned : -pi;
}

class Reader {
public:
    explicit Reader(OnBadEvent on_bad_event) : on_bad_event_(on_bad_event) {}

    Reading read(std::string_view text) {
        while (!text.empty() && !stopped_) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            ++result_.lines;
            read_line(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (!stopped_) end_event();
        result_.counts.events = static_cast<std::int64_t>(result_.events.size());
        for (const Event& event : result_.events) {
            result_.counts.objects += static_cast<std::int64_t>(event.objects.size());
        }
        return std::move(result_);
    }

private:
    void read_line(std::string_view line) {
        const auto tokens = tokens_of(line);
        if (tokens.empty()) return;
        if (std::isalpha(static_cast<unsigned char>(tokens[0][0]))) {
            std::string word = tokens[0];
            for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            if (word == "nan" || word == "inf" || word == "infinity") return bad();
            ++result_.counts.skipped_lines;
            return;
        }
        const auto index = number_of(tokens[0]);
        if (index == 0.0 && tokens.size() == 1) {
            ++result_.counts.skipped_lines;
        } else if (index == 0.0) {
            begin_event(tokens);
        } else {
            add_object(tokens);
        }
    }

    void begin_event(const std::vector<std::string>& tokens) {
        end_event();
        is_bad_ = false;
        if (tokens.size() < 3) return bad();
        const auto number = number_of(tokens[1]);
        const auto trigger = number_of(tokens[2]);
        const auto weight = tokens.size() > 3 ? number_of(tokens[3]) : 1.0;
        if (!number || !trigger || !weight) return bad();
        event_ = Event{*number, *trigger, *weight, 0, 0, {}};
        rows_ = mets_ = unknown_ = 0;
        flags_ = {};
    }

    void add_object(const std::vector<std::string>& tokens) {
        if (is_bad_) return;
        if (tokens.size() < 9 || !event_) return bad();
        double v[9];
        for (std::size_t i = 0; i < 9; ++i) {
            const auto value = number_of(tokens[i]);
            if (!value) return bad();
            v[i] = *value;
        }
        const double typ = v[1], phi = v[3], pt = v[4], btag = v[7];
        if (v[0] != std::floor(v[0]) || typ != std::floor(typ) || pt < 0) return bad();
        ++rows_;
        const bool is_object = 0 <= typ && typ <= 4;
        if (is_object || typ == 6) {
            flags_.phi_negative |= phi < 0;
            flags_.phi_above_pi |= phi > 3.1425;
            flags_.half_btags |= typ == 4 && (btag == 0.5 || btag == 2.5);
        }
        if (is_object) {
            event_->objects.push_back({int(typ), v[2], phi_in_range(phi), pt, v[5], v[6], btag, v[8], rows_});
        } else if (typ == 6) {
            ++mets_;
            event_->met_pt = pt;
            event_->met_phi = phi_in_range(phi);
        } else {
            ++unknown_;
        }
    }

    void end_event() {
        if (!event_) return;
        std::stable_sort(event_->objects.begin(), event_->objects.end(), [](const Object& a, const Object& b) {
            return a.typ != b.typ ? a.typ < b.typ : a.pt.value > b.pt.value;
        });
        result_.events.push_back(*event_);
        event_.reset();
        flags_.events_without_met = mets_ == 0;
        flags_.events_with_many_mets = mets_ > 1;
        flags_.unknown_objects = unknown_;
        result_.counts.add(flags_);
    }

    void bad() {
        if (is_bad_) return;
        is_bad_ = true;
        event_.reset();
        ++result_.counts.bad_events;
        if (!result_.bad_line) result_.bad_line = result_.lines;
        stopped_ = on_bad_event_ == OnBadEvent::kStop;
    }

    const OnBadEvent on_bad_event_;
    Reading result_;
    std::optional<Event> event_;
    bool is_bad_ = false;  ///< rows are passed over until the next event row
    bool stopped_ = false;
    int rows_ = 0, mets_ = 0, unknown_ = 0;
    ParseCounts flags_;
};

inline Reading read(std::string_view text, OnBadEvent on_bad_event) { return Reader(on_bad_event).read(text); }

/// The events of a block as the reference reader gives them.
inline std::vector<Event> events_of(const abi::Block& block) {
    std::vector<Event> events;
    for (int e = 0; e < block.n_events; ++e) {
        const auto of_event = [&](abi::EventColumn c) { return block.event_columns[c][e]; };
        Event event{of_event(abi::kNumber), of_event(abi::kTrigger), of_event(abi::kWeight),
                    of_event(abi::kMetPt),  of_event(abi::kMetPhi),  {}};
        for (int p = 0; p < abi::kParticleCount; ++p) {
            for (int i = block.begin[p][e]; i < block.begin[p][e] + block.size[p][e]; ++i) {
                const auto of_object = [&](abi::ObjectColumn c) { return block.object_columns[c][i]; };
                event.objects.push_back({int(of_object(abi::kTyp)), of_object(abi::kEta), of_object(abi::kPhi),
                                         of_object(abi::kPt), of_object(abi::kJmass), of_object(abi::kNtrk),
                                         of_object(abi::kBtag), of_object(abi::kHadem), block.object_row[i]});
            }
        }
        events.push_back(std::move(event));
    }
    return events;
}

/// How the fast reader is run.
struct Fast {
    ScanFunction scan = scan_variants().front().scan;
    std::size_t readable_behind = 0;
    LayoutTable* layouts = nullptr;
};

/// What the fast reader finds in the same text, over as many blocks as it takes.
inline Reading read_fast(std::string_view text, OnBadEvent on_bad_event, columns::EventBlock& block, Fast how = {}) {
    Reading result;
    while (!text.empty()) {
        const ParseReport report =
            parse_chunk({text, how.readable_behind, how.layouts}, on_bad_event, block, nullptr, how.scan);
        for (Event& event : events_of(block.view())) result.events.push_back(std::move(event));
        result.counts.add(report.counts);
        if (report.bad_row && !result.bad_line) result.bad_line = result.lines + report.bad_row->line;
        result.lines += report.lines;
        text.remove_prefix(report.bytes);
        if (report.stopped) break;
    }
    return result;
}

}  // namespace collmc::lhco::reference
