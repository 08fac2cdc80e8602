#include "compiler/translate/adopt.h"

#include <algorithm>
#include <optional>
#include <set>

#include "compiler/translate/vocabulary.h"

namespace collmc::translate {

namespace {

/// The vocabulary's word for what an object holds, from what it is taken from and asked.
std::optional<std::string> word_of(const syntax::Object& object, const Draft& draft) {
    const auto cut_is = [&](bool reject) {
        return std::any_of(object.cuts.begin(), object.cuts.end(), [&](const syntax::Cut& cut) {
            return cut.reject == reject && cut.condition && cut.condition->span.text().starts_with("btagged");
        });
    };
    if (!object.excluding.empty() || object.sources.empty()) return std::nullopt;
    if (cut_is(false)) return "bjets";
    if (cut_is(true)) return "lightjets";
    std::set<std::string> words;
    for (const syntax::Source& it : object.sources) {
        if (draft.is_declared(it.name.text)) {
            words.insert(draft.info(it.name.text).particle);
        } else if (const auto word = Vocabulary::built_in().value_of("object", it.name.text)) {
            words.insert(std::string(*word));
        }
    }
    if (words.size() == 1) return *words.begin();
    if (words == std::set<std::string>{"electrons", "muons"}) return "leptons";
    return std::nullopt;
}

void learn(const syntax::Cut& cut, Draft& draft) {
    if (!cut.condition || cut.condition->kind != syntax::Expr::Kind::binary) return;
    const syntax::Expr& left = *cut.condition->operands[0];
    const syntax::Expr& right = *cut.condition->operands[1];
    if (left.kind != syntax::Expr::Kind::call || left.name.text != "size" || left.operands.size() != 1 ||
        right.kind != syntax::Expr::Kind::number)
        return;
    const std::string name(left.operands[0]->span.text());
    if (!draft.is_declared(name) || right.digits.size() > 3) return;
    const int number = std::stoi(right.digits);
    using Op = syntax::BinaryOp;
    const Op op = cut.condition->op;
    if (!cut.reject && op == Op::equal) draft.learn_exactly(name, number);
    if (!cut.reject && op == Op::greater_equal) draft.learn({name, number});
    if (!cut.reject && op == Op::greater) draft.learn({name, number + 1});
    if (cut.reject && op == Op::less) draft.learn({name, number});
}

}  // namespace

void adopt(const syntax::Tree& tree, Draft& draft) {
    for (const syntax::Declaration& it : tree.declarations) {
        if (it.object) {
            CollectionInfo info;
            info.name = it.object->name.text;
            for (const syntax::Source& source : it.object->sources) info.parents.push_back(source.name.text);
            std::erase_if(info.parents, [&](const std::string& parent) { return !draft.is_declared(parent); });
            info.is_union = info.parents.size() > 1;
            info.left_out = it.object->cuts.empty() && it.object->excluding.empty() ? 0 : -1;
            info.has_cuts = !it.object->cuts.empty();
            info.used = true;
            const std::optional<std::string> word = word_of(*it.object, draft);
            info.particle = word.value_or(info.name);
            const bool first = word && !draft.is_declared(draft.meaning(*word));
            draft.adopt(std::move(info));
            if (first) draft.mean(*word, it.object->name.text);
        }
        if (it.define) draft.adopt_define(it.define->name.text, std::string(it.define->value->span.text()));
        if (it.candidate) {
            Thing thing;
            thing.text = thing.tag = thing.latex = it.candidate->name.text;
            thing.needs = {{thing.text, 0}};
            for (const syntax::For::Group& group : it.candidate->groups)
                for (const syntax::Name& leg : group.variables) {
                    Thing part;
                    part.text = part.tag = thing.text + "." + leg.text;
                    part.latex = leg.text;
                    part.needs = thing.needs;
                    part.collection = group.collection.text;
                    thing.parts.push_back(std::move(part));
                }
            draft.adopt_candidate(thing);
        }
        if (it.region)
            for (const syntax::Statement& statement : it.region->statements) {
                if (statement.define)
                    draft.adopt_define(statement.define->name.text, std::string(statement.define->value->span.text()));
                if (statement.histogram) draft.output_name(statement.histogram->name.text);
                if (statement.ntuple) draft.output_name(statement.ntuple->name.text);
                if (statement.cut) {
                    learn(*statement.cut, draft);
                    const std::string text(statement.cut->condition ? statement.cut->condition->span.text() : "");
                    if (!statement.cut->reject && text.starts_with("exists(") && text.ends_with(")"))
                        draft.learn({text.substr(7, text.size() - 8), 0});
                }
            }
    }
}

}  // namespace collmc::translate
