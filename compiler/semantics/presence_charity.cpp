#include "compiler/semantics/presence_charity.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>
#include <string_view>

#include "compiler/semantics/schema.h"

namespace collmc::semantics::presence {

namespace {

using Kind = Expr::Kind;

constexpr long kAny = 1000;  ///< where the number itself could not be read

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

bool counts(std::string_view word) {
    static constexpr std::array kWords = {"size", "count", "any", "all", "exists", "else"};
    return std::any_of(kWords.begin(), kWords.end(), [&](const char* one) { return word == one; });
}

/// Words of the language and units, which name nothing.
bool is_of_language(std::string_view word) {
    static constexpr std::array kWords = {"select", "reject", "and", "or",  "not", "in",   "is",    "when", "for",
                                          "this",   "bit",    "pi",  "GeV", "MeV", "TeV",  "rad",   "deg",  "MET",
                                          "as",     "from",   "to",  "by",  "of",  "true", "lowest"};
    return std::any_of(kWords.begin(), kWords.end(), [&](const char* one) { return word == one; });
}

/// `before a space`, `jets` and so on, one after the other; strings and comments are left out.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    enum class Token { word, number, sign, end };
    Token next() {
        skip();
        const std::size_t begin = at_;
        if (at_ == text_.size()) return Token::end;
        const char first = text_[at_];
        const auto take = [&](auto belongs) {
            while (at_ < text_.size() && belongs(text_[at_])) ++at_;
            token = text_.substr(begin, at_ - begin);
        };
        if (is_letter(first)) {
            take([](char c) { return is_letter(c) || is_digit(c); });
            return Token::word;
        }
        if (is_digit(first)) {
            take([](char c) { return is_letter(c) || is_digit(c) || c == '.'; });
            return Token::number;
        }
        ++at_;
        token = text_.substr(begin, 1);
        return Token::sign;
    }
    /// The next character that is no blank; '\0' at the end.
    char peek() {
        skip();
        return at_ < text_.size() ? text_[at_] : '\0';
    }

    /// Whether the next word is a unit.
    bool unit_follows() {
        Scanner ahead = *this;
        if (ahead.next() != Token::word) return false;
        static constexpr std::array kUnits = {"GeV", "MeV", "TeV", "rad", "deg"};
        return std::any_of(kUnits.begin(), kUnits.end(), [&](const char* unit) { return ahead.token == unit; });
    }

    std::string_view token;

private:
    void skip() {
        while (at_ < text_.size()) {
            if (text_[at_] == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (text_[at_] == '"') {
                const std::size_t end = text_.find('"', at_ + 1);
                at_ = end == std::string_view::npos ? text_.size() : end + 1;
            } else if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
                ++at_;
            } else {
                return;
            }
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

/// What the words of a condition can speak of.
struct Charity::Words {
    std::set<CollectionId> collections;
    std::set<CandidateId> candidates;
    bool counting = false;    ///< something is counted or asked for
    bool selecting = false;   ///< of objects that satisfy something
    bool unknown = false;     ///< a name that nobody knows
    bool naming = false;      ///< there is a name at all
    bool region = false;      ///< another region, all cuts of which may be meant
    bool strict = false;      ///< `> n`, `<= n` rejected: one more
    bool unfinished = false;  ///< a comparison lacks its number
    long largest = 0;
};

Charity::Charity(const Program& program, const Symbols& symbols) : program_(program), symbols_(symbols) {
    for (std::size_t i = 0; i < program.collections.size(); ++i)
        collections_.emplace(program.collections[i].name, static_cast<CollectionId>(i));
    for (std::size_t i = 0; i < program.candidates.size(); ++i) {
        const Candidate& candidate = program.candidates[i];
        if (candidate.kind != Candidate::Kind::every) candidates_.emplace(candidate.name, static_cast<CandidateId>(i));
        for (const Candidate::Leg& leg : candidate.legs) other_names_.insert(leg.name);
        for (const Candidate::LocalDefine& define : candidate.defines) other_names_.insert(define.name);
    }
    for (std::size_t i = 0; i < program.defines.size(); ++i)
        defines_.emplace(program.defines[i].name, static_cast<DefineId>(i));
    for (const Function& function : program.functions) other_names_.insert(function.name);
}

bool Charity::is_broken(const Expr& expr) {
    if (expr.kind == Kind::broken || expr.type.is_error()) return true;
    if (expr.kind == Kind::define) {
        const auto [known, fresh] = broken_defines_.emplace(expr.define, false);
        if (fresh) known->second = is_broken(*program_.defines[expr.define].value);
        return known->second;
    }
    if (expr.kind == Kind::call && program_.functions[expr.function].body != nullptr) {
        const auto [known, fresh] = broken_functions_.emplace(expr.function, false);
        if (fresh) known->second = is_broken(*program_.functions[expr.function].body);
        if (known->second) return true;
    }
    const auto broken = [&](const ExprPtr& part) { return part != nullptr && is_broken(*part); };
    return std::any_of(expr.operands.begin(), expr.operands.end(), broken) ||
           std::any_of(expr.ranges.begin(), expr.ranges.end(),
                       [&](const Range& range) { return is_broken(*range.collection); });
}

bool Charity::holds_unknown(CollectionId id) {
    const auto [known, fresh] = uncertain_.emplace(id, false);
    if (!fresh) return known->second;
    const Collection& collection = program_.collections[id];
    bool uncertain = collection.uncertain;
    for (const CollectionId source : collection.sources) uncertain = uncertain || holds_unknown(source);
    for (const CollectionId other : collection.excluded_collections) uncertain = uncertain || holds_unknown(other);
    if (collection.candidate >= 0)
        for (const Candidate::Leg& leg : program_.candidates[collection.candidate].legs)
            uncertain = uncertain || holds_unknown(leg.collection);
    return uncertain_[id] = uncertain;
}

bool Charity::is_uncertain(Symbol symbol) {
    const SymbolInfo& info = symbols_.info(symbol);
    if (info.collection >= 0) return holds_unknown(info.collection);
    const auto leg_is_uncertain = [&](const Candidate::Leg& leg) { return holds_unknown(leg.collection); };
    if (info.kind == SymbolInfo::Kind::exists) {
        const std::vector<Candidate::Leg>& legs = program_.candidates[info.candidate].legs;
        return std::any_of(legs.begin(), legs.end(), leg_is_uncertain);
    }
    const auto pool_is_uncertain = [&](const Group& group) { return is_uncertain(group.pool); };
    if (std::any_of(info.groups.begin(), info.groups.end(), pool_is_uncertain)) return true;
    return info.parent >= 0 && is_uncertain(info.parent);
}

// ---- words ----

void Charity::read(std::string_view text, Words& words) {
    std::set<std::string, std::less<>> bound;  // `for a, b in jets`
    Scanner names(text);
    bool binding = false;
    for (Scanner::Token token = names.next(); token != Scanner::Token::end; token = names.next()) {
        if (names.token == "for" || names.token == "and") binding = true;
        if (names.token == "in") binding = false;
        if (binding && token == Scanner::Token::word && (names.peek() == ',' || names.peek() == 'i'))
            bound.emplace(names.token);
    }
    Scanner scanner(text);
    char before = '\0';
    for (Scanner::Token token = scanner.next(); token != Scanner::Token::end; token = scanner.next()) {
        const std::string_view word = scanner.token;
        const char after = scanner.peek();
        words.naming = words.naming || (token == Scanner::Token::word && (!is_of_language(word) || word == "MET"));
        if (token == Scanner::Token::sign) {
            const bool compares = word == "<" || word == ">" || word == "=";
            words.strict = words.strict || (word == ">" && after != '=') || (word == "<" && after == '=');
            words.unfinished = compares && (after == '\0' || after == ')');
            before = word.front();
            continue;
        }
        if (token == Scanner::Token::number) {
            long value = 0;
            const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
            const bool whole = failure == std::errc() && end == word.data() + word.size();
            const bool index = before == '[' && after == ']';
            if (whole && !index && !scanner.unit_follows())
                words.largest = std::max(words.largest, std::min(value, kAny));
        } else if (before == '.' || bound.contains(word)) {
            // an attribute, or a variable
        } else if (const auto collection = collections_.find(word); collection != collections_.end()) {
            words.collections.insert(collection->second);
        } else if (const auto candidate = candidates_.find(word); candidate != candidates_.end()) {
            words.candidates.insert(candidate->second);
        } else if (const auto define = defines_.find(word); define != defines_.end()) {
            read_define(define->second, words);
        } else if (counts(word)) {
            words.counting = true;
            words.selecting = words.selecting || (word != "size" && word != "exists");
        } else if (!is_of_language(word) && !other_names_.contains(word) && !program_.schema->is_attribute(word)) {
            const auto is_named = [&](const Region& region) { return region.name == word; };
            words.region = words.region || std::any_of(program_.regions.begin(), program_.regions.end(), is_named);
            (after == '(' ? words.counting : words.unknown) = true;
        }
        before = '\0';
    }
}

void Charity::read_define(DefineId id, Words& words) {
    if (!open_.insert(id).second) return;
    read_expression(*program_.defines[id].value, words);
    open_.erase(id);
}

/// Of a define, what was read of it; of a broken part its words.
void Charity::read_expression(const Expr& expr, Words& words) {
    switch (expr.kind) {
        case Kind::broken: read(expr.span.text(), words); return;
        case Kind::define: read_define(expr.define, words); return;
        case Kind::collection: words.collections.insert(expr.collection); break;
        case Kind::candidate:
        case Kind::leg: words.candidates.insert(expr.candidate); break;
        case Kind::exists:
            words.candidates.insert(expr.candidate);
            words.counting = true;
            break;
        case Kind::size: words.counting = true; break;
        case Kind::otherwise: words.counting = true; break;
        case Kind::reduce:
            if (expr.reduce_op == ReduceOp::any || expr.reduce_op == ReduceOp::all || expr.reduce_op == ReduceOp::count)
                words.counting = words.selecting = true;
            break;
        case Kind::number:
            if (expr.type.kind == Type::Kind::integer)
                words.largest = std::max(words.largest, static_cast<long>(std::min<double>(expr.value, kAny)));
            break;
        default: break;
    }
    for (const ExprPtr& operand : expr.operands)
        if (operand != nullptr) read_expression(*operand, words);
    for (const Range& range : expr.ranges) read_expression(*range.collection, words);
}

Formula Charity::all_of(const Words& words) const {
    long number = std::max(words.largest + (words.strict ? 1 : 0), 1L);
    if (words.unfinished || words.region || !words.naming) number = kAny;
    const bool everything = words.collections.empty() && words.candidates.empty();
    const auto is_taken_from = [&](CollectionId part, CollectionId whole) {
        for (CollectionId at = part; !program_.collections[at].sources.empty();) {
            at = program_.collections[at].sources.front();
            if (at == whole) return true;
        }
        return false;
    };
    std::vector<Formula> parts;
    for (std::size_t i = 0; i < program_.collections.size(); ++i) {
        const auto id = static_cast<CollectionId>(i);
        const bool selected = words.selecting && std::any_of(words.collections.begin(), words.collections.end(),
                                                             [&](CollectionId c) { return is_taken_from(id, c); });
        if (everything || selected || words.collections.contains(id))
            parts.push_back(at_least(symbols_.size_of(id), number));
    }
    for (std::size_t i = 0; i < program_.candidates.size(); ++i) {
        const auto id = static_cast<CandidateId>(i);
        if (everything || words.candidates.contains(id)) parts.push_back(at_least(symbols_.existence_of(id), 1));
    }
    return Formula::all_of(std::move(parts));
}

Formula Charity::most(const Expr& condition) {
    const auto [known, fresh] = read_.try_emplace(&condition);
    if (fresh) known->second = read_condition(condition);
    return known->second;
}

Formula Charity::read_condition(const Expr& condition) {
    // A number with a unit is compared with a number with a unit, which is no size.
    if (condition.kind == Kind::compare || condition.kind == Kind::interval)
        for (const ExprPtr& side : condition.operands)
            if (side->type.kind == Type::Kind::real && side->type.dimension != Rational{}) return Formula::always();
    Words words;
    read(condition.span.text(), words);
    for (const ExprPtr& part : condition.operands)
        if (part != nullptr) read_expression(*part, words);
    const bool can_count = words.counting || words.unknown || !words.naming;
    return can_count ? all_of(words) : Formula::always();
}

}  // namespace collmc::semantics::presence
