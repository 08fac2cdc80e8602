#include "compiler/translate/read_back.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <set>

namespace collmc::translate {

namespace {

using syntax::BinaryOp;
using syntax::Expr;

std::string joined(const std::vector<std::string>& parts, const char* last = "and") {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += i + 1 < parts.size() ? ", " : fmt::format(" {} ", last);
        text += parts[i];
    }
    return text;
}

class Reader {
public:
    explicit Reader(const syntax::Tree& tree) : tree_(tree) {}

    std::string run() {
        if (tree_.title) text_ += fmt::format("{}\n", tree_.title->text);
        for (const syntax::Declaration& it : tree_.declarations) declaration(it);
        return text_;
    }

private:
    void heading(const std::string& words) {
        text_ += fmt::format("{}{}\n", text_.empty() ? "" : "\n", words);
        heading_ = words;
    }
    void sentence(std::string words, syntax::Span at) {
        if (heading_.empty()) heading("Objects and quantities");
        text_ += fmt::format("{:>3}. {}.  (line {})\n", ++number_, words, tree_.file->place(at.begin).line);
    }

    static std::string quoted(syntax::Span span) {
        std::string text = "`";
        bool gap = false;
        for (const char c : span.text()) {
            if (c == '\n' || c == ' ')
                gap = true;
            else {
                if (gap) text += ' ';
                gap = false;
                text += c;
            }
        }
        return text + "`";
    }

    // ---- declarations ----

    void declaration(const syntax::Declaration& it) {
        using Kind = syntax::Declaration::Kind;
        switch (it.kind) {
            case Kind::object: object(*it.object); break;
            case Kind::candidate: candidate(*it.candidate); break;
            case Kind::define: define(*it.define); break;
            case Kind::region: region(*it.region); break;
            case Kind::function:
                sentence(fmt::format("The function {} is {}", it.function->name.text, quoted(it.function->span)),
                         it.function->span);
                break;
            case Kind::table:
                sentence(fmt::format("{} is a lookup table with {} rows", it.table->name.text, it.table->rows.size()),
                         it.table->span);
                break;
            case Kind::variation:
                sentence(fmt::format("The variation {}: {}", it.variation->name.text, quoted(it.variation->span)),
                         it.variation->span);
                break;
            case Kind::regions:
                sentence(fmt::format("A table of {} regions: {}", it.regions->rows.size(), quoted(it.regions->span)),
                         it.regions->span);
                break;
        }
    }

    void object(const syntax::Object& it) {
        std::string words;
        objects_.insert(it.name.text);
        if (!it.groups.empty()) {
            words = fmt::format("{} are all combinations of {}", it.name.text, groups(it.groups));
        } else {
            std::vector<std::string> sources;
            for (const syntax::Source& source : it.sources)
                sources.push_back(source.as ? fmt::format("{} read as {}", source.name.text, source.as->text)
                                            : kind(source.name.text));
            words = fmt::format("{} are the {}", it.name.text, joined(sources));
            std::vector<std::string> left_out;
            for (const syntax::Name& name : it.excluding) left_out.push_back(name.text);
            if (!left_out.empty()) words += " that are not in " + joined(left_out);
        }
        if (it.order)
            words += fmt::format(", ordered by {}, {} first", value(*it.order->key),
                                 it.order->highest_first ? "highest" : "lowest");
        if (!it.cuts.empty()) words += " where " + conditions(it.cuts);
        sentence(words, it.name.span);
    }

    static std::string kind(const std::string& name) {
        static const std::map<std::string, std::string> kWords = {{"Electron", "electrons of the file"},
                                                                  {"Muon", "muons of the file"},
                                                                  {"Jet", "jets of the file"},
                                                                  {"Photon", "photons of the file"},
                                                                  {"Tau", "hadronic taus of the file"}};
        const auto found = kWords.find(name);
        return found == kWords.end() ? name : found->second;
    }

    std::string groups(const std::vector<syntax::For::Group>& all) {
        std::vector<std::string> parts;
        for (const syntax::For::Group& it : all)
            parts.push_back(fmt::format("{} of {}", it.variables.size(), it.collection.text));
        return joined(parts);
    }

    void candidate(const syntax::Candidate& it) {
        std::string words;
        if (it.split) {
            words = fmt::format("{} shares out {} between two groups", it.name.text, it.split->of.text);
        } else {
            std::vector<std::string> parts;
            for (const syntax::For::Group& group : it.groups) {
                std::vector<std::string> names;
                for (const syntax::Name& name : group.variables) names.push_back(name.text);
                parts.push_back(fmt::format("{} from {}", joined(names), group.collection.text));
            }
            words = fmt::format("{} is the best combination of {}", it.name.text, joined(parts));
        }
        if (!it.cuts.empty()) words += ", where " + conditions(it.cuts);
        using Criterion = syntax::Candidate::Criterion;
        if (it.criterion == Criterion::closest && it.key && it.target)
            words += fmt::format("; of several the one with {} closest to {}", value(*it.key), value(*it.target));
        if (it.criterion == Criterion::lowest && it.key)
            words += fmt::format("; of several the one with the lowest {}", value(*it.key));
        if (it.criterion == Criterion::highest && it.key)
            words += fmt::format("; of several the one with the highest {}", value(*it.key));
        if (it.criterion == Criterion::first) words += "; of several the first";
        sentence(words, it.name.span);
    }

    void define(const syntax::Define& it) {
        sentence(fmt::format("{} is {}", it.name.text, value(*it.value)), it.name.span);
    }

    void region(const syntax::Region& it) {
        std::vector<std::string> parents;
        for (const syntax::Name& name : it.parents) parents.push_back(name.text);
        heading(
            fmt::format("Region {}{}", it.name.text, parents.empty() ? "" : ", after the cuts of " + joined(parents)));
        for (const syntax::Statement& statement : it.statements) this->statement(statement);
    }

    void statement(const syntax::Statement& it) {
        using Kind = syntax::Statement::Kind;
        switch (it.kind) {
            case Kind::cut:
                sentence((it.cut->reject ? "Reject events where " : "Keep events where ") +
                             guarded(condition(*it.cut->condition), it.cut->guard),
                         it.cut->span);
                break;
            case Kind::define: define(*it.define); break;
            case Kind::weight:
                sentence("From here on, events count with weight " + value(*it.weight->value), it.weight->span);
                break;
            case Kind::histogram: histogram(*it.histogram); break;
            case Kind::ntuple: ntuple(*it.ntuple); break;
            case Kind::bins: sentence("Count events in bins: " + quoted(it.bins->span), it.bins->span); break;
            case Kind::skim:
                sentence("Write the events that come here to the file " + it.skim->name.text, it.skim->span);
                break;
            case Kind::observed: sentence("Observed: " + quoted(it.observed->span), it.observed->span); break;
            case Kind::background:
                sentence("Expected background: " + quoted(it.background->span), it.background->span);
                break;
        }
    }

    std::string guarded(std::string words, const syntax::ExprPtr& guard) {
        return guard ? fmt::format("{} (asked only where {})", words, condition(*guard)) : words;
    }

    void histogram(const syntax::Histogram& it) {
        std::string words = it.profile ? fmt::format("Plot the mean of {} in bins of ", value(*it.mean)) : "Plot ";
        for (std::size_t i = 0; i < it.dimensions.size(); ++i) {
            const syntax::Axis& axis = it.dimensions[i].axis;
            words += (i > 0 ? " against " : "") + value(*it.dimensions[i].value);
            words += axis.edges.empty() ? fmt::format(" ({} bins from {} to {}{})", axis.bins, bound(axis.low),
                                                      bound(axis.high), unit(axis.unit))
                                        : fmt::format(" (bins with {})", quoted(axis.span));
        }
        if (it.loop) words += ", an entry for each of " + loop(*it.loop);
        if (it.guard) words += fmt::format(", for events where {}", condition(*it.guard));
        sentence(words, it.name.span);
    }

    void ntuple(const syntax::Ntuple& it) {
        std::vector<std::string> columns;
        for (const syntax::Column& column : it.columns) {
            if (column.padded)
                columns.push_back(quoted(column.padded->span));
            else
                columns.push_back(value(*column.value));
        }
        std::string words = fmt::format("Write a table ({}) with the columns {}", it.name.text, joined(columns));
        if (it.guard) words += fmt::format(", for events where {}", condition(*it.guard));
        sentence(words, it.name.span);
    }

    // ---- conditions ----

    std::string conditions(const std::vector<syntax::Cut>& cuts) {
        std::vector<std::string> parts;
        for (const syntax::Cut& it : cuts)
            parts.push_back((it.reject ? "not " : "") + guarded(condition(*it.condition), it.guard));
        return joined(parts);
    }

    std::string condition(const Expr& it) {
        switch (it.kind) {
            case Expr::Kind::parentheses: return "(" + condition(*it.operands[0]) + ")";
            case Expr::Kind::logical_not: return "not " + condition(*it.operands[0]);
            case Expr::Kind::in_interval: {
                const syntax::Interval& in = *it.interval;
                const std::string ends = in.low_closed && in.high_closed   ? ""
                                         : in.low_closed || in.high_closed ? ", one end excluded"
                                                                           : ", ends excluded";
                return fmt::format("{} is between {} and {}{}{}", value(*it.operands[0]), bound(in.low), bound(in.high),
                                   unit(in.unit), ends);
            }
            case Expr::Kind::binary: return relation(it);
            case Expr::Kind::name: return it.name.text == "btagged" ? "the jet has a b tag" : value(it);
            case Expr::Kind::attribute:
                if (it.name.text == "btagged") return value(*it.operands[0]) + " has a b tag";
                return value(it);
            case Expr::Kind::call: return call_condition(it);
            default: return value(it);
        }
    }

    std::string relation(const Expr& it) {
        static const std::map<BinaryOp, std::string> kWords = {
            {BinaryOp::less, "is below"},    {BinaryOp::less_equal, "is at most"},
            {BinaryOp::greater, "is above"}, {BinaryOp::greater_equal, "is at least"},
            {BinaryOp::equal, "is exactly"}, {BinaryOp::not_equal, "is not"}};
        const auto word = kWords.find(it.op);
        if (word != kWords.end())
            return fmt::format("{} {} {}", value(*it.operands[0]), word->second, value(*it.operands[1]));
        if (it.op == BinaryOp::logical_and) return condition(*it.operands[0]) + " and " + condition(*it.operands[1]);
        if (it.op == BinaryOp::logical_or) return condition(*it.operands[0]) + " or " + condition(*it.operands[1]);
        return value(it);
    }

    std::string call_condition(const Expr& it) {
        const std::string& name = it.name.text;
        const auto argument = [&](std::size_t i) { return value(*it.operands[i]); };
        if (name == "exists" && it.operands.size() == 1) return fmt::format("there is a {}", argument(0));
        if (it.operands.size() == 2) {
            if (name == "oppositeSign") return fmt::format("{} and {} have opposite charges", argument(0), argument(1));
            if (name == "sameSign") return fmt::format("{} and {} have the same charge", argument(0), argument(1));
            if (name == "sameFlavor") return fmt::format("{} and {} have the same flavour", argument(0), argument(1));
        }
        if ((name == "any" || name == "all") && it.comprehension && it.operands.size() == 1)
            return fmt::format("{} {} {}", condition(*it.operands[0]), name == "any" ? "for any" : "for all",
                               loop(*it.comprehension));
        return value(it);
    }

    // ---- values ----

    static std::string bound(const syntax::Bound& it) {
        return (it.negative ? "-" : "") + (it.is_pi ? std::string("pi") : it.digits);
    }
    static std::string unit(const std::optional<syntax::Unit>& it) {
        return it ? " " + std::string(it->span.text()) : "";
    }

    std::string loop(const syntax::For& it) {
        std::vector<std::string> parts;
        for (const syntax::For::Group& group : it.groups) {
            std::vector<std::string> names;
            for (const syntax::Name& name : group.variables) names.push_back(name.text);
            parts.push_back(fmt::format("{} in {}", joined(names), group.collection.text));
        }
        std::string text = joined(parts);
        if (it.filter) text += " where " + condition(*it.filter);
        return text;
    }

    std::string value(const Expr& it) {
        switch (it.kind) {
            case Expr::Kind::attribute: return attribute(it);
            case Expr::Kind::index: return place(it);
            case Expr::Kind::call: return call(it);
            case Expr::Kind::name: return it.name.text == "pt" ? "pT" : it.name.text;
            case Expr::Kind::absolute: return "|" + value(*it.operands[0]) + "|";
            case Expr::Kind::parentheses: return "(" + value(*it.operands[0]) + ")";
            case Expr::Kind::binary: return operation(it);
            case Expr::Kind::self: return "the object";
            case Expr::Kind::conditional:
                return fmt::format("{} where {}, else {}", value(*it.operands[0]), condition(*it.operands[1]),
                                   value(*it.operands[2]));
            case Expr::Kind::otherwise:
                return fmt::format("{} (or {} where there is none)", value(*it.operands[0]), value(*it.operands[1]));
            case Expr::Kind::number: return std::string(it.span.text());
            default: return quoted(it.span);
        }
    }

    static std::string singular(const std::string& name) {
        return name.size() > 2 && name.ends_with('s') ? name.substr(0, name.size() - 1) : "one of " + name;
    }

    std::string place(const Expr& it) {
        static constexpr std::array kPlaces = {"leading", "second", "third", "fourth", "fifth", "sixth"};
        if (it.operands[0]->kind != Expr::Kind::name || it.digits.size() != 1 ||
            it.digits[0] - '0' >= static_cast<int>(kPlaces.size()))
            return quoted(it.span);
        return fmt::format("the {} {}", kPlaces[static_cast<std::size_t>(it.digits[0] - '0')],
                           singular(it.operands[0]->name.text));
    }

    std::string attribute(const Expr& it) {
        const Expr& object = *it.operands[0];
        if (object.kind == Expr::Kind::name && object.name.text == "MET" && it.name.text == "pt")
            return "the missing transverse momentum";
        static const std::map<std::string, std::string> kWords = {
            {"pt", "pT"},         {"mass", "mass"},         {"eta", "eta"},       {"phi", "phi"},
            {"energy", "energy"}, {"rapidity", "rapidity"}, {"charge", "charge"}, {"btag", "b tag"}};
        const auto word = kWords.find(it.name.text);
        if (word == kWords.end()) return quoted(it.span);
        return fmt::format("the {} of {}", word->second, value(object));
    }

    std::string call(const Expr& it) {
        const std::string& name = it.name.text;
        const auto argument = [&](std::size_t i) { return value(*it.operands[i]); };
        if (name == "size" && it.operands.size() == 1) return fmt::format("the number of {}", argument(0));
        if (name == "HT" && it.operands.size() == 1) return fmt::format("the scalar sum of the pT of {}", argument(0));
        static const std::map<std::string, std::string> kPairs = {
            {"deltaR", "the distance in R between"},
            {"deltaPhi", "the difference in phi between"},
            {"deltaEta", "the difference in eta between"},
            {"mT", "the transverse mass of"},
            {"cosThetaCS", "the cosine of the Collins-Soper angle of"}};
        const auto pair = kPairs.find(name);
        if (pair != kPairs.end() && it.operands.size() == 2)
            return fmt::format("{} {} and {}", pair->second, argument(0), argument(1));
        if (name == "centrality" && it.operands.size() == 3)
            return fmt::format("the centrality of {} between {} and {}", argument(0), argument(1), argument(2));
        static const std::map<std::string, std::string> kReductions = {{"sum", "the sum of"},
                                                                       {"min", "the smallest"},
                                                                       {"max", "the largest"},
                                                                       {"mean", "the mean of"},
                                                                       {"count", "the number of times that"}};
        const auto reduction = kReductions.find(name);
        if (reduction != kReductions.end() && it.comprehension && it.operands.size() == 1)
            return fmt::format("{} {} over {}", reduction->second,
                               name == "count" ? condition(*it.operands[0]) : value(*it.operands[0]),
                               loop(*it.comprehension));
        return quoted(it.span);
    }

    std::string operation(const Expr& it) {
        const std::string a = value(*it.operands[0]), b = value(*it.operands[1]);
        switch (it.op) {
            case BinaryOp::add: return a + " + " + b;
            case BinaryOp::subtract: return a + " - " + b;
            case BinaryOp::multiply: return a + " times " + b;
            case BinaryOp::divide: return a + " over " + b;
            default: return condition(it);
        }
    }

    const syntax::Tree& tree_;
    std::string text_, heading_;
    std::set<std::string> objects_;
    int number_ = 0;
};

}  // namespace

std::string read_back(const syntax::Tree& tree) { return Reader(tree).run(); }

}  // namespace collmc::translate
