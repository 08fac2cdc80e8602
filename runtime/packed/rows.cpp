#include "runtime/packed/rows.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <span>

#include "runtime/columns/phi.h"
#include "runtime/lhco/row.h"

namespace collmc::packed {
namespace {

constexpr double kMetTyp = 6;

std::size_t segment_of(double typ) {
    if (typ >= 0 && typ < static_cast<int>(abi::kParticleCount)) return static_cast<std::size_t>(typ);
    return typ == kMetTyp ? kMetRows : kOtherRows;
}

/// Orders the event's rows of one kind, from `begin` on, by pt. Nearly always they are ordered.
void sort_by_pt(Rows::Kind& kind, std::size_t begin) {
    const std::vector<double>& pt = kind.columns[kRowPt];
    if (std::is_sorted(pt.begin() + static_cast<std::ptrdiff_t>(begin), pt.end(), std::greater<>())) return;
    std::vector<std::size_t> order(kind.size() - begin);
    std::iota(order.begin(), order.end(), begin);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return pt[a] > pt[b]; });
    const auto reorder = [&](auto& values) {
        const auto before = values;
        for (std::size_t i = 0; i < order.size(); ++i) values[begin + i] = before[order[i]];
    };
    for (int column = kRowEta; column < kRowColumnCount; ++column) {
        if (column != kRowPt) reorder(kind.columns[static_cast<std::size_t>(column)]);
    }
    reorder(kind.row);
    reorder(kind.columns[kRowPt]);
}

/// One line of an event, from its first number on; anything but a row is passed over.
class EventReader {
public:
    explicit EventReader(Rows& rows) : rows_(rows) {
        for (std::size_t k = 0; k < kSegmentCount; ++k) begin_[k] = rows.kinds[k].size();
    }

    void read(const char* begin, const char* end) {
        lhco::RowReader row(begin, end);
        if (!row.next()) return;
        const lhco::Decimal index = row.number();
        if (!index.end) return;
        if (index.value != 0) return read_object(row);
        if (!row.next()) return;
        read_header(row);
    }

    void finish() {
        for (std::size_t k = 0; k < kSegmentCount; ++k) {
            Rows::Kind& kind = rows_.kinds[k];
            if (k < abi::kParticleCount) sort_by_pt(kind, begin_[k]);
            kind.sizes.push_back(static_cast<std::int32_t>(kind.size() - begin_[k]));
        }
    }

private:
    void read_header(lhco::RowReader& row) {
        double values[kHeaderColumnCount] = {0, 0, 1};
        values[kNumberColumn] = row.number().value;
        if (row.next()) values[kTriggerColumn] = row.number().value;
        if (row.next()) values[kWeightColumn] = row.number().value;
        for (std::size_t column = 0; column < kHeaderColumnCount; ++column)
            rows_.header[column].push_back(values[column]);
    }

    void read_object(lhco::RowReader& row) {
        row.next();
        const double typ = row.number().value;
        Rows::Kind& kind = rows_.kinds[segment_of(typ)];
        kind.row.push_back(++row_);
        for (std::size_t column = kRowEta; column < kRowColumnCount; ++column) {
            row.next();
            kind.columns[column].push_back(row.number().value);
        }
        if (segment_of(typ) == kOtherRows) kind.typ.push_back(typ);
    }

    Rows& rows_;
    std::array<std::size_t, kSegmentCount> begin_{};
    std::int32_t row_ = 0;
};

}  // namespace

std::int64_t Rows::n_objects() const {
    std::int64_t count = 0;
    for (std::size_t k = 0; k < abi::kParticleCount; ++k) count += static_cast<std::int64_t>(kinds[k].size());
    return count;
}

void Rows::clear() {
    for (auto& column : header) column.clear();
    for (Kind& kind : kinds) {
        kind.sizes.clear();
        kind.row.clear();
        kind.typ.clear();
        for (auto& column : kind.columns) column.clear();
    }
}

void Rows::append(const Rows& from, std::int32_t first, std::int32_t last, RowPositions& begin) {
    RowPositions end = begin;
    advance(from, first, last, end);
    const auto copy = [](const auto& values, std::size_t from_row, std::size_t to_row, auto& target) {
        target.insert(target.end(), values.begin() + static_cast<std::ptrdiff_t>(from_row),
                      values.begin() + static_cast<std::ptrdiff_t>(to_row));
    };
    const auto f = static_cast<std::size_t>(first), l = static_cast<std::size_t>(last);
    for (std::size_t column = 0; column < kHeaderColumnCount; ++column) copy(from.header[column], f, l, header[column]);
    for (std::size_t k = 0; k < kSegmentCount; ++k) {
        const Kind& source = from.kinds[k];
        Kind& to = kinds[k];
        copy(source.sizes, f, l, to.sizes);
        copy(source.row, begin[k], end[k], to.row);
        for (std::size_t column = kRowEta; column < kRowColumnCount; ++column)
            copy(source.columns[column], begin[k], end[k], to.columns[column]);
        if (k == kOtherRows) copy(source.typ, begin[k], end[k], to.typ);
    }
    begin = end;
}

void advance(const Rows& rows, std::int32_t first, std::int32_t last, RowPositions& begin) {
    for (std::size_t k = 0; k < kSegmentCount; ++k) {
        for (std::int32_t event = first; event < last; ++event)
            begin[k] += static_cast<std::size_t>(rows.kinds[k].sizes[static_cast<std::size_t>(event)]);
    }
}

void add_events(const columns::EventBlock& block, Rows& rows) {
    using columns::Object;
    constexpr std::array<double Object::*, kRowColumnCount> kValues = {
        nullptr, &Object::eta, &Object::phi, &Object::pt, &Object::jmass, &Object::ntrk, &Object::btag, &Object::hadem};
    const columns::Rows& from = block.rows();
    assert(block.n_unassigned() == 0);
    const auto n_events = static_cast<std::size_t>(from.n_events);
    const std::array<const double*, kHeaderColumnCount> header = {from.number, from.trigger, from.weight};
    for (std::size_t column = 0; column < header.size(); ++column)
        rows.header[column].insert(rows.header[column].end(), header[column], header[column] + n_events);
    for (std::size_t k = 0; k < kSegmentCount; ++k) {
        Rows::Kind& kind = rows.kinds[k];
        const std::size_t before = kind.sizes.size();
        kind.sizes.resize(before + n_events);
        if (k == kOtherRows) continue;
        const auto list = k == kMetRows ? static_cast<std::size_t>(columns::kMetList) : k;
        for (std::size_t event = 0; event < n_events; ++event)
            kind.sizes[before + event] = from.first[event + 1][list] - from.first[event][list];
        const std::span objects(from.objects[list], static_cast<std::size_t>(from.size[list]));
        const auto append = [&objects](auto& values, auto member) {
            const std::size_t first = values.size();
            values.resize(first + objects.size());
            for (std::size_t i = 0; i < objects.size(); ++i) values[first + i] = objects[i].*member;
        };
        append(kind.row, &Object::row);
        for (std::size_t column = kRowEta; column < kRowColumnCount; ++column)
            append(kind.columns[column], kValues[column]);
    }
}

void add_event(std::string_view text, Rows& rows) {
    EventReader reader(rows);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        reader.read(text.data(), text.data() + end);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    reader.finish();
}

lhco::ParseCounts counts_of(const Rows& rows) {
    lhco::ParseCounts counts;
    counts.events = rows.n_events();
    counts.objects = rows.n_objects();
    for (const std::int32_t mets : rows.kinds[kMetRows].sizes) {
        counts.events_without_met += mets == 0;
        counts.events_with_many_mets += mets > 1;
    }
    counts.unknown_objects = static_cast<std::int64_t>(rows.kinds[kOtherRows].size());
    for (std::size_t k = 0; k <= kMetRows; ++k) {
        for (const double phi : rows.kinds[k].columns[kRowPhi]) {
            counts.phi_negative |= phi < 0;
            counts.phi_above_pi |= phi > columns::kPhiAbovePi;
        }
    }
    for (const double btag : rows.kinds[abi::kJet].columns[kRowBtag]) counts.half_btags |= btag == 0.5 || btag == 2.5;
    return counts;
}

}  // namespace collmc::packed
