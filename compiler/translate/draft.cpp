#include "compiler/translate/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace collmc::translate {

namespace {

struct Base {
    const char *word, *particle, *tag, *latex;
};
constexpr std::array kBases = {
    Base{"photons", "Photon", "y", "\\gamma"},
    Base{"electrons", "Electron", "e", "e"},
    Base{"muons", "Muon", "mu", "\\mu"},
    Base{"taus", "Tau", "tau", "\\tau"},
    Base{"jets", "Jet", "j", "j"},
    Base{"bjets", "", "b", "b"},
    Base{"lightjets", "", "q", "q"},
    Base{"leptons", "", "l", "\\ell"},
};

const Base* base_of(const std::string& word) {
    for (const Base& it : kBases)
        if (word == it.word) return &it;
    return nullptr;
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Whether a text has a name as a whole word.
bool mentions(const std::string& text, const std::string& name) {
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
        const bool left = at == 0 || !(is_word_character(text[at - 1]) || text[at - 1] == '.');
        const bool right = at + name.size() == text.size() || !is_word_character(text[at + name.size()]);
        if (left && right) return true;
    }
    return false;
}

}  // namespace

std::string identifier(const std::string& text) {
    std::string name;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            name += c;
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    return name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) ? "x" + name : name;
}

std::string Draft::meaning(const std::string& word) const {
    const auto found = meanings_.find(word);
    return found == meanings_.end() ? word : found->second;
}

/// The kind of objects that has a name of its own, "central electrons", where there is one and nothing else is said of
/// them.
std::string Draft::only_kind(const std::string& word) const {
    std::string found;
    for (const auto& [name, info] : infos_) {
        if (info.particle != word || !info.parents.empty()) continue;
        if (!found.empty()) return "";
        found = name;
    }
    return found;
}

std::string Draft::collection(const std::string& word, int request) {
    const std::string name = meaning(word);
    if (infos_.contains(name)) return name;
    if (const std::string kind = only_kind(word); !kind.empty()) {
        block(kind).head.assumed.push_back(fmt::format("{} of other lines are these", word));
        mean(word, kind);
        return kind;
    }
    CollectionInfo info{.name = name, .particle = word};
    std::vector<Written> lines;
    std::string from;
    if (word == "bjets" || word == "lightjets") {
        const std::string jets = collection("jets", request);
        info.parents = {jets};
        info.left_out = -1;
        info.has_cuts = true;
        info.eta_limit = infos_.at(jets).eta_limit;
        infos_.at(jets).used = infos_.at(jets).used || infos_.at(jets).has_cuts;
        from = jets;
        lines.push_back({word == "bjets" ? "select btagged" : "reject btagged", request});
    } else if (word == "leptons") {
        const std::string electrons = collection("electrons", request), muons = collection("muons", request);
        info.parents = {electrons, muons};
        info.is_union = true;
        info.eta_limit = std::max(infos_.at(electrons).eta_limit, infos_.at(muons).eta_limit);
        from = electrons + ", " + muons;
    } else {
        from = base_of(word)->particle;
    }
    declare(std::move(info), {fmt::format("object {} from {}", name, from), request}, std::move(lines));
    return name;
}

void Draft::declare(CollectionInfo info, Written head, std::vector<Written> lines) {
    block_of_[info.name] = blocks_.size();
    taken_.push_back(info.name);
    blocks_.push_back({std::move(head), std::move(lines)});
    infos_[info.name] = std::move(info);
}

void Draft::adopt(CollectionInfo info) {
    taken_.push_back(info.name);
    infos_[info.name] = std::move(info);
}

void Draft::adopt_define(const std::string& name, const std::string& text) {
    taken_.push_back(name);
    defined_[text] = name;
}

void Draft::adopt_candidate(const Thing& candidate) {
    taken_.push_back(candidate.text);
    names_[candidate.text] = candidate;
    last_pair = candidate;
    if (!candidate.parts.empty())
        needs_of_candidate_[candidate.text] = {
            {candidate.parts.front().collection, static_cast<int>(candidate.parts.size())}};
}

Block& Draft::block(const std::string& name) { return blocks_[block_of_.at(name)]; }

void Draft::refine(const std::string& name, std::vector<Written> lines) {
    Block& of = block(name);
    if (!infos_.at(name).has_cuts && !lines.empty()) of.head.request = lines.front().request;
    infos_.at(name).has_cuts = true;
    for (Written& line : lines) of.lines.push_back(std::move(line));
}

std::string Draft::derive(const std::string& base, const std::string& stem, std::vector<Written> lines, int request) {
    const std::string name = unique(stem);
    CollectionInfo info = infos_.at(base);
    info.name = name;
    info.parents = {base};
    info.is_union = false;
    info.left_out = -1;
    info.least = 0;
    info.has_cuts = true;
    info.used = false;
    declare(std::move(info), {fmt::format("object {} from {}", name, base), request}, std::move(lines));
    return name;
}

std::string Draft::name_objects(const std::string& word, const std::string& base, std::vector<Written> lines,
                                int request) {
    const Base* kind = base_of(base);
    const bool raw = kind != nullptr && *kind->particle != '\0' && !is_declared(meaning(base));
    std::string name;
    if (raw) {
        name = unique(identifier(word));
        CollectionInfo info{.name = name, .particle = base};
        info.has_cuts = true;
        declare(std::move(info), {fmt::format("object {} from {}", name, kind->particle), request}, std::move(lines));
    } else {
        name = derive(collection(base, request), identifier(word), std::move(lines), request);
    }
    mean(word, name);
    return name;
}

std::string Draft::excluding(const std::string& base, const Thing& candidate, int request) {
    const std::string head = fmt::format("object others from {} excluding {}", base, candidate.text);
    for (const Block& it : blocks_)
        if (it.head.text.ends_with(fmt::format(" from {} excluding {}", base, candidate.text)))
            return it.head.text.substr(7, it.head.text.find(' ', 7) - 7);
    const std::string name = unique("others");
    CollectionInfo info = infos_.at(base);
    info.name = name;
    info.parents = {base};
    info.is_union = false;
    info.left_out = static_cast<int>(candidate.parts.size());
    info.least = 0;
    declare(std::move(info), {fmt::format("object {} from {} excluding {}", name, base, candidate.text), request}, {});
    return name;
}

std::string Draft::combinations(const std::string& base, const std::string& stem, const std::string& cut, int request) {
    const std::string name = unique(stem);
    CollectionInfo info;
    info.name = name;
    info.particle = stem;
    info.left_out = -1;
    info.has_cuts = true;
    declare(std::move(info), {fmt::format("object {} from a, b in {}", name, base), request},
            {{"select " + cut, request}});
    return name;
}

Thing Draft::candidate(const std::string& base, const std::string& stem, const std::vector<std::string>& legs,
                       const std::string& cut, const std::string& criterion, int request,
                       const std::vector<std::string>& assumed) {
    const std::string name = unique(stem);
    const CollectionInfo& of = infos_.at(base);
    std::vector<Written> lines;
    if (!cut.empty()) lines.push_back({"select " + cut, request});
    lines.push_back({criterion, request, assumed});
    std::string list;
    for (const std::string& leg : legs) list += (list.empty() ? "" : ", ") + leg;
    block_of_[name] = blocks_.size();
    blocks_.push_back({{fmt::format("candidate {} from {} in {}", name, list, base), request}, std::move(lines)});
    Thing thing;
    thing.text = name;
    thing.tag = name;
    thing.latex = name;
    thing.needs = {{name, 0}};
    const Base* kind = base_of(of.particle);
    for (std::size_t i = 0; i < legs.size(); ++i) {
        Thing leg;
        leg.text = name + "." + legs[i];
        leg.tag = fmt::format("{}{}_{}", kind == nullptr ? "" : kind->tag, i + 1, name);
        leg.latex = fmt::format("{}_{}^{{{}}}", kind == nullptr ? "" : kind->latex, i + 1, name);
        leg.needs = thing.needs;
        leg.collection = base;
        thing.parts.push_back(std::move(leg));
    }
    needs_of_candidate_[name] = {{base, static_cast<int>(legs.size())}};
    return thing;
}

Thing Draft::object_of(const std::string& collection, int rank, int request) {
    (void)request;
    const CollectionInfo& of = infos_.at(collection);
    const Base* kind = base_of(of.particle);
    const bool alone = rank == 0 && is_exactly(collection, 1);
    Thing thing;
    thing.text = fmt::format("{}[{}]", collection, rank);
    const std::string number = alone ? "" : std::to_string(rank + 1);
    thing.tag = (kind == nullptr ? collection : std::string(kind->tag)) + number;
    thing.latex = kind == nullptr ? collection : std::string(kind->latex);
    if (!alone) thing.latex += fmt::format("_{{{}}}", rank + 1);
    thing.needs = {{collection, rank + 1}};
    thing.collection = collection;
    thing.rank = rank;
    return thing;
}

Thing Draft::sum(const std::vector<Thing>& parts, int request) {
    if (parts.size() == 1) return parts.front();
    Thing whole;
    std::string text, generic;
    bool alike = true;
    for (const Thing& it : parts) {
        text += (text.empty() ? "" : " + ") + it.text;
        whole.latex += it.transverse ? "E_T^{miss}" : it.latex;
        whole.transverse = whole.transverse || it.transverse;
        alike = alike && !it.collection.empty() && it.collection == parts.front().collection;
        for (const Need& need : it.needs) {
            const auto same =
                std::find_if(whole.needs.begin(), whole.needs.end(), [&](const Need& n) { return n.of == need.of; });
            if (same == whole.needs.end())
                whole.needs.push_back(need);
            else
                same->count = std::max(same->count, need.count);
        }
    }
    const Base* kind = alike ? base_of(infos_.at(parts.front().collection).particle) : nullptr;
    bool leading = kind != nullptr;
    for (std::size_t i = 0; i < parts.size(); ++i) leading = leading && parts[i].rank == static_cast<int>(i);
    static constexpr std::array kPrefixes = {"", "", "di", "tri", "four_", "five_", "six_"};
    if (leading && parts.size() < kPrefixes.size()) {
        const std::string word = infos_.at(parts.front().collection).particle;
        whole.tag.clear();
        for (std::size_t i = 0; i < parts.size(); ++i) whole.tag += kind->tag;
        whole.latex.clear();
        for (std::size_t i = 0; i < parts.size(); ++i) whole.latex += kind->latex;
        generic = kPrefixes[parts.size()] + word.substr(0, word.size() - 1);
    } else {
        for (const Thing& it : parts) whole.tag += (whole.tag.empty() ? "" : "_") + it.tag;
        generic = whole.tag;
    }
    whole.tag = identifier(whole.tag);
    whole.parts = parts;
    whole.text = define(identifier(generic), text, request);
    return whole;
}

std::string Draft::define(const std::string& stem, const std::string& text, int request) {
    const auto known = defined_.find(text);
    if (known != defined_.end()) return known->second;
    const std::string name = unique(stem);
    defined_[text] = name;
    block_of_[name] = blocks_.size();
    blocks_.push_back({{fmt::format("define {} = {}", name, text), request}, {}});
    return name;
}

std::string Draft::unique(const std::string& stem) {
    std::string name = stem;
    for (int i = 2; std::find(taken_.begin(), taken_.end(), name) != taken_.end(); ++i)
        name = fmt::format("{}_{}", stem, i);
    taken_.push_back(name);
    return name;
}

std::string Draft::output_name(const std::string& stem) {
    std::string name = stem;
    for (int i = 2; std::find(output_names_.begin(), output_names_.end(), name) != output_names_.end(); ++i)
        name = fmt::format("{}_{}", stem, i);
    output_names_.push_back(name);
    return name;
}

int Draft::least(const std::string& name) const {
    const auto found = infos_.find(name);
    if (found == infos_.end()) return 0;
    int least = found->second.least;
    if (found->second.is_union) {
        int parts = 0;
        for (const std::string& it : found->second.parents) parts += this->least(it);
        least = std::max(least, parts);
    } else if (found->second.left_out >= 0 && found->second.parents.size() == 1) {
        least = std::max(least, this->least(found->second.parents.front()) - found->second.left_out);
    }
    // What is selected from it is in it.
    for (const auto& [other, info] : infos_)
        if (!info.is_union && info.parents == std::vector<std::string>{name} && info.least > least) least = info.least;
    for (const auto& [other, info] : infos_)
        if (info.is_union && info.least > 0)
            for (const std::string& parent : info.parents) {
                if (parent != name) continue;
                int others = 0;
                for (const std::string& it : info.parents)
                    if (it != name)
                        others =
                            others == INT_MAX || infos_.at(it).most == INT_MAX ? INT_MAX : others + infos_.at(it).most;
                if (others != INT_MAX) least = std::max(least, info.least - others);
            }
    return least;
}

void Draft::replace_cuts(std::size_t from, Written statement) {
    region_.resize(from);
    region_.push_back(std::move(statement));
}

void Draft::know_as(const Draft& before) {
    for (auto& [name, info] : infos_) {
        const auto old = before.infos_.find(name);
        info.least = old == before.infos_.end() ? 0 : old->second.least;
        info.most = old == before.infos_.end() ? INT_MAX : old->second.most;
    }
    exist_ = before.exist_;
    last_collection = before.last_collection;
}

bool Draft::is_known(const Need& need) const {
    if (need.count == 0) return std::find(exist_.begin(), exist_.end(), need.of) != exist_.end();
    if (least(need.of) >= need.count) return true;
    // A candidate that exists has its members.
    return std::any_of(exist_.begin(), exist_.end(), [&](const std::string& it) {
        const auto needs = needs_of_candidate_.find(it);
        if (needs == needs_of_candidate_.end()) return false;
        return std::any_of(needs->second.begin(), needs->second.end(),
                           [&](const Need& n) { return n.of == need.of && n.count >= need.count; });
    });
}

Needs Draft::unknown(const Needs& needs) const {
    Needs found;
    for (const Need& it : needs) {
        if (is_known(it)) continue;
        const auto same = std::find_if(found.begin(), found.end(),
                                       [&](const Need& n) { return n.of == it.of && (n.count > 0) == (it.count > 0); });
        if (same == found.end())
            found.push_back(it);
        else
            same->count = std::max(same->count, it.count);
    }
    return found;
}

void Draft::learn(const Need& need) {
    if (need.count == 0) {
        exist_.push_back(need.of);
        const auto needs = needs_of_candidate_.find(need.of);
        if (needs != needs_of_candidate_.end())
            for (const Need& it : needs->second) learn(it);
        return;
    }
    const auto found = infos_.find(need.of);
    if (found != infos_.end()) found->second.least = std::max(found->second.least, need.count);
}

void Draft::learn_most(const std::string& name, int most) {
    CollectionInfo& info = infos_.at(name);
    info.most = std::min(info.most, most);
}

bool Draft::is_exactly(const std::string& name, int count) const {
    const auto found = infos_.find(name);
    return found != infos_.end() && found->second.most == count && least(name) == count;
}

void Draft::learn_exactly(const std::string& name, int count) {
    learn({name, count});
    learn_most(name, count);
    last_collection = name;
}

bool Draft::is_asked(const Block& block) {
    return !block.head.text.starts_with("define") &&
           std::any_of(block.lines.begin(), block.lines.end(),
                       [](const Written& it) { return it.text != "select btagged" && it.text != "reject btagged"; });
}

void Draft::use(const std::string& text) {
    for (auto& [name, info] : infos_)
        if (mentions(text, name)) info.used = true;
}

namespace {

std::string name_of(const Block& block) {
    const std::size_t begin = block.head.text.find(' ') + 1;
    return block.head.text.substr(begin, block.head.text.find(' ', begin) - begin);
}

bool uses(const Block& block, const std::string& name) {
    const std::size_t own = block.head.text.find(' ', block.head.text.find(' ') + 1);
    if (own != std::string::npos && mentions(block.head.text.substr(own), name)) return true;
    return std::any_of(block.lines.begin(), block.lines.end(),
                       [&](const Written& it) { return mentions(it.text, name); });
}

}  // namespace

bool Draft::rests_on(const std::string& name, const std::string& other) const {
    const auto found = block_of_.find(name);
    if (found == block_of_.end()) return false;
    const Block& block = blocks_[found->second];
    if (uses(block, other)) return true;
    return std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& it) {
        const std::string between = name_of(it);
        return between != name && uses(block, between) && rests_on(between, other);
    });
}

std::vector<const Block*> Draft::ordered() const {
    std::vector<const Block*> order;
    const auto place = [&](const auto& self, const Block& block) -> void {
        if (std::find(order.begin(), order.end(), &block) != order.end()) return;
        for (const Block& it : blocks_)
            if (&it != &block && uses(block, name_of(it))) self(self, it);
        order.push_back(&block);
    };
    for (const Block& it : blocks_) place(place, it);
    return order;
}

bool Draft::is_used(const Block& block) const {
    const std::string name = name_of(block);
    const auto in = [&](const std::vector<Written>& list) {
        return std::any_of(list.begin(), list.end(), [&](const Written& it) { return mentions(it.text, name); });
    };
    if (in(region_) || in(outputs_)) return true;
    return std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& it) {
        return &it != &block && uses(it, name) && (is_used(it) || is_asked(it));
    });
}

bool Draft::is_cut_on(const std::string& name) const {
    return std::any_of(region_.begin(), region_.end(), [&](const Written& cut) {
        return mentions(cut.text, name) || std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& block) {
                   return mentions(cut.text, name_of(block)) && rests_on(name_of(block), name);
               });
    });
}

}  // namespace collmc::translate
