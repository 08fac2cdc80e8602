#include "compiler/semantics/event_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace collmc::semantics {

namespace {

constexpr std::array<std::string_view, 6> kParticles = {"jet", "lepton", "electron", "muon", "tau", "photon"};

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
}

std::string part_in_words(const Tally& part, long whole) {
    const std::string place = fmt::format("in `{}`", part.name);
    if (whole == 1) return fmt::format(", {}{}", part.number == 0 ? "not " : "", place);
    if (part.number == whole) return ", all " + place;
    return part.number == 0 ? ", none of them " + place : fmt::format(", {} of them {}", part.number, place);
}

}  // namespace

std::string count_in_words(std::string_view name, long number) {
    const std::string lower = lower_case(name);
    const bool is_plural = std::any_of(kParticles.begin(), kParticles.end(), [&](std::string_view particle) {
        return lower.ends_with(std::string(particle) + "s");
    });
    const bool is_singular = std::find(kParticles.begin(), kParticles.end(), lower) != kParticles.end();
    const std::string count = number == 0 ? "no" : std::to_string(number);
    if (is_singular) return fmt::format("{} {}{}", count, lower, number == 1 ? "" : "s");
    if (is_plural) return fmt::format("{} {}", count, name.substr(0, name.size() - (number == 1 ? 1 : 0)));
    return fmt::format("{} {}`{}`", count, number == 1 ? "of " : "", name);
}

std::string event_in_words(const std::vector<Tally>& tallies) {
    std::vector<std::string> items;
    for (std::size_t i = 0; i < tallies.size(); ++i) {
        const Tally& whole = tallies[i];
        if (whole.part_of >= 0) continue;
        std::string& item =
            items.emplace_back(whole.is_candidate ? fmt::format("{} `{}`", whole.number == 0 ? "no" : "a", whole.name)
                                                  : count_in_words(whole.name, whole.number));
        for (const Tally& part : tallies)
            if (part.part_of == static_cast<int>(i) && whole.number > 0) item += part_in_words(part, whole.number);
    }
    return listed_event(items);
}

std::string listed_event(const std::vector<std::string>& items) {
    const bool has_parts = std::any_of(items.begin(), items.end(),
                                       [](const std::string& item) { return item.find(',') != std::string::npos; });
    std::string text = items.empty() ? "an event" : "an event with ";
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool is_last = i + 1 == items.size();
        if (i > 0) text += is_last ? (has_parts ? ", and " : " and ") : ", ";
        text += items[i];
    }
    return text + (items.size() == 1 && has_parts ? "," : "");
}

}  // namespace collmc::semantics
