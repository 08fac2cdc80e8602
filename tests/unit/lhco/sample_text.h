// Random LHCO text as different programs write it, for tests. Deterministic for a seed.
#pragma once

#include <cstdio>
#include <random>
#include <string>

namespace collmc::lhco::sample {

enum class Style { kDelphes, kPgs, kFree, kMixed };

class Writer {
public:
    Writer(Style style, unsigned seed) : style_(style), random_(seed) {}

    std::string events(int count) {
        std::string text = "  #  typ      eta      phi      pt    jmas   ntrk   btag  had/em   dum1   dum2\n";
        for (int e = 0; e < count; ++e) text += event(e);
        return text;
    }

    std::string event(int number) {
        const Style style = style_ == Style::kMixed ? Style(pick(3)) : style_;
        std::string text;
        if (style == Style::kPgs && pick(4) == 0) text += "  BeginEvent  0\n  0\nBeginReco\n";
        if (style == Style::kDelphes) text += print("%4d %13d %8d\n", 0, number, pick(5));
        if (style == Style::kPgs) text += print("  0 %13d %6d\n", number, 3000 + pick(1000));
        if (style == Style::kFree) text += print("0\t%d 4 %g\n", number, pick(2) ? 1.0 : real(-2, 2));
        const int rows = pick(9);
        for (int row = 1; row <= rows; ++row) {
            text += object(style, row, pick(40) == 0 ? 5 + pick(8) : pick(5));
        }
        if (pick(20) != 0) text += object(style, rows + 1, 6);
        if (pick(30) == 0) text += object(style, rows + 2, 6);
        return text;
    }

private:
    std::string object(Style style, int row, int typ) {
        const double eta = real(-5, 5), pt = pick(50) == 0 ? real(0, 200000) : real(0, 300);
        const double phi = style == Style::kDelphes ? real(-3.1416, 3.1416) : real(0, 6.2832);
        const double mass = pick(3) ? real(0, 50) : -0.001, tracks = pick(20), hadem = pick(9) ? real(0, 30) : 999.9;
        const double btag = style == Style::kPgs ? pick(6) / 2.0 : pick(4);
        const char* format = "%4d %4d %8.3f %8.3f %7.2f %7.2f %6.1f %6.1f %7.2f %6.1f %6.1f\n";
        if (style == Style::kPgs) format = "%3d%5d%9.3f%7.3f%8.2f%8.2f%6.1f%6.1f%9.2f%6.1f%6.1f\n";
        if (style == Style::kFree) format = "%d %d  %.9g\t%.10g %.12g %g %g %.3g %.17g %g %g \r\n";
        return print(format, row, typ, eta, phi, pt, mass, tracks, btag, hadem, 0.0, 0.0);
    }

    int pick(int choices) { return static_cast<int>(random_() % static_cast<unsigned>(choices)); }
    double real(double low, double high) { return low + (high - low) * (random_() / 4294967296.0); }

    template <class... Values>
    static std::string print(const char* format, Values... values) {
        char line[512];
        std::snprintf(line, sizeof line, format, values...);
        return line;
    }

    Style style_;
    std::mt19937 random_;
};

}  // namespace collmc::lhco::sample
