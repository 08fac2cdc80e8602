// The analysis of examples/collm/ww.cut by hand over columns that lie in memory as doubles: what is left of
// handwritten_ww.cpp when no text has to be read. One pass, one thread, the same cuts and the same ten histograms. The
// measure for runs over packed events, which also have to read and decode.
//
//     bench_handwritten_columns EVENTS.lhco
//
// prints the cutflow, one number a line, and `ready`; then, for each line of its standard input, the seconds of a pass.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numbers>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kElectronMass = 0.00051099895;
constexpr double kMuonMass = 0.1056583755;

double wrap(double phi) { return phi >= -kPi && phi < kPi ? phi : phi - 2 * kPi * std::rint(phi / (2 * kPi)); }

/// The objects of one type in all events: event e has those from begin[e] to begin[e + 1].
struct Objects {
    std::vector<double> eta, phi, pt, mass, btag;
    std::vector<std::int32_t> begin;
};

struct Columns {
    Objects electrons, muons, jets;
    std::vector<double> met_pt, met_phi;
    std::size_t events() const { return met_pt.size(); }
};

struct Vector {
    double px, py, pz, energy;
    double phi() const { return std::atan2(py, px); }
    double mass() const { return std::sqrt(std::max(0.0, energy * energy - (px * px + py * py + pz * pz))); }
};

Vector momentum(const Objects& objects, std::int32_t i, double mass) {
    const double e = objects.pt[i] * std::cosh(objects.eta[i]);
    return {objects.pt[i] * std::cos(objects.phi[i]), objects.pt[i] * std::sin(objects.phi[i]),
            objects.pt[i] * std::sinh(objects.eta[i]), std::sqrt(e * e + mass * mass)};
}

Vector operator+(const Vector& a, const Vector& b) {
    return {a.px + b.px, a.py + b.py, a.pz + b.pz, a.energy + b.energy};
}

struct Histogram {
    double low, high;
    std::vector<std::int64_t> counts;

    Histogram(int bins, double low, double high) : low(low), high(high), counts(bins + 2) {}
    void fill(double x) {
        const int bins = static_cast<int>(counts.size()) - 2;
        if (x < low)
            ++counts[0];
        else if (x >= high)
            ++counts[bins + 1];
        else
            ++counts[1 + std::min(bins - 1, static_cast<int>((x - low) * bins / (high - low)))];
    }
};

Columns read(const char* path) {
    Columns columns;
    std::ifstream file(path);
    std::string line;
    Objects* const kinds[] = {nullptr, &columns.electrons, &columns.muons, nullptr, &columns.jets};
    while (std::getline(file, line)) {
        char* at = line.data();
        double values[9];
        int count = 0;
        for (char* end = at; count < 9; at = end, ++count) {
            values[count] = std::strtod(at, &end);
            if (end == at) break;
        }
        if (count < 3) continue;
        if (values[0] == 0) {
            for (Objects* objects : {&columns.electrons, &columns.muons, &columns.jets})
                objects->begin.push_back(static_cast<std::int32_t>(objects->pt.size()));
            columns.met_pt.push_back(0);
            columns.met_phi.push_back(0);
            continue;
        }
        const int typ = static_cast<int>(values[1]);
        if (typ == 6) {
            columns.met_phi.back() = wrap(values[3]);
            columns.met_pt.back() = values[4];
        }
        Objects* const objects = typ >= 0 && typ < 5 ? kinds[typ] : nullptr;
        if (objects == nullptr) continue;
        objects->eta.push_back(values[2]);
        objects->phi.push_back(wrap(values[3]));
        objects->pt.push_back(values[4]);
        objects->mass.push_back(values[5]);
        objects->btag.push_back(values[7]);
    }
    for (Objects* objects : {&columns.electrons, &columns.muons, &columns.jets})
        objects->begin.push_back(static_cast<std::int32_t>(objects->pt.size()));
    return columns;
}

class Analysis {
public:
    void run(const Columns& columns) {
        for (std::size_t event = 0; event < columns.events(); ++event) run(columns, event);
    }

    bool agrees_with(const Analysis& other) const { return cutflow_ == other.cutflow_; }

    void print() const {
        for (const std::int64_t events : cutflow_) std::printf("%lld\n", static_cast<long long>(events));
        std::int64_t filled = 0;
        for (const Histogram& histogram : histograms_) filled += histogram.counts[20];
        std::fprintf(stderr, "events in the middle bins: %lld\n", static_cast<long long>(filled));
    }

private:
    void run(const Columns& columns, std::size_t event) {
        ++cutflow_[0];
        const Objects *lepton_kind = nullptr, &jets = columns.jets;
        std::int32_t lepton = -1;
        int leptons = 0;
        const auto add_leptons = [&](const Objects& kind, double pt, double eta) {
            for (std::int32_t i = kind.begin[event]; i < kind.begin[event + 1]; ++i) {
                if (!(kind.pt[i] > pt && std::abs(kind.eta[i]) < eta)) continue;
                ++leptons;
                lepton = i;
                lepton_kind = &kind;
            }
        };
        add_leptons(columns.electrons, 25, 2.5);
        add_leptons(columns.muons, 20, 2.4);
        if (leptons != 1) return;
        ++cutflow_[1];
        int n_jets = 0;
        std::int32_t leading[2] = {-1, -1};
        bool btagged = false;
        for (std::int32_t i = jets.begin[event]; i < jets.begin[event + 1]; ++i) {
            if (!(jets.pt[i] > 30 && std::abs(jets.eta[i]) < 2.5)) continue;
            btagged |= jets.btag[i] >= 1;
            if (n_jets < 2) leading[n_jets] = i;  // they stand by pt
            ++n_jets;
        }
        if (n_jets < 2) return;
        ++cutflow_[2];
        const double met_pt = columns.met_pt[event], met_phi = columns.met_phi[event];
        if (!(met_pt > 30)) return;
        ++cutflow_[3];
        if (btagged) return;
        ++cutflow_[4];
        const double lepton_pt = lepton_kind->pt[lepton];
        const double dphi_lmet = wrap(lepton_kind->phi[lepton] - met_phi);
        const double mt = std::sqrt(2 * lepton_pt * met_pt * (1 - std::cos(dphi_lmet)));
        if (mt < 40 || mt > 120) return;
        ++cutflow_[5];
        const std::int32_t a = leading[0], b = leading[1];
        const Vector w_had = momentum(jets, a, jets.mass[a]) + momentum(jets, b, jets.mass[b]);
        const double m_jj = w_had.mass();
        if (m_jj < 60 || m_jj > 100) return;
        ++cutflow_[6];
        const double deta = jets.eta[a] - jets.eta[b], dphi = wrap(jets.phi[a] - jets.phi[b]);
        const double dr_jj = std::sqrt(deta * deta + dphi * dphi);
        if (!(dr_jj < 3.0)) return;
        ++cutflow_[7];
        const double mass = lepton_kind == &columns.electrons ? kElectronMass : kMuonMass;
        const Vector w_lep =
            momentum(*lepton_kind, lepton, mass) + Vector{met_pt * std::cos(met_phi), met_pt * std::sin(met_phi), 0, 0};
        const double values[] = {mt,
                                 m_jj,
                                 met_pt,
                                 lepton_pt,
                                 jets.pt[a],
                                 jets.pt[b],
                                 dr_jj,
                                 dphi_lmet,
                                 lepton_kind->eta[lepton],
                                 wrap(w_lep.phi() - w_had.phi())};
        for (std::size_t i = 0; i < histograms_.size(); ++i) histograms_[i].fill(values[i]);
    }

    std::array<std::int64_t, 8> cutflow_{};
    std::vector<Histogram> histograms_ = {{40, 30, 150},   {40, 40, 120},  {40, 0, 200}, {40, 0, 200},
                                          {40, 0, 300},    {40, 0, 200},   {40, 0, 4},   {40, -kPi, kPi},
                                          {40, -2.5, 2.5}, {40, -kPi, kPi}};
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: bench_handwritten_columns EVENTS.lhco\n");
        return 2;
    }
    const Columns columns = read(argv[1]);
    Analysis first;
    first.run(columns);
    first.print();
    std::printf("ready\n");
    std::fflush(stdout);
    for (int c = std::getchar(); c != EOF; c = std::getchar()) {
        Analysis analysis;
        const auto begin = std::chrono::steady_clock::now();
        analysis.run(columns);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        if (!analysis.agrees_with(first)) return 1;  // so that no pass is left out
        std::printf("%.6f\n", seconds.count());
        std::fflush(stdout);
    }
    return 0;
}
