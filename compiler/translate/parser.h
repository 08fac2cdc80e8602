// Reads one line of a request: a grammar of the phrases that such lines are made of, by recursive descent.
//
// A reading takes the phrase from its place and changes the draft; one that fails leaves both as they were
// (`attempt`). The rules stand in files by what they read: nouns.cpp, values.cpp, sums.cpp, relations.cpp,
// comparisons.cpp, objects.cpp, overlap.cpp, kinds.cpp, counts.cpp, pairs.cpp, selection.cpp, events.cpp,
// conditions.cpp, plots.cpp, outputs.cpp, edits.cpp. Words are classes of the vocabulary, never literals.
//
// Internal to translate.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/translate/draft.h"
#include "compiler/translate/edit_wish.h"
#include "compiler/translate/offline.h"
#include "compiler/translate/phrase.h"

namespace collmc::translate {

/// What lines say for others.
struct Settings {
    int bins = 0;  ///< of every plot; 0: not said
    RunWishes run;
};

/// A plot as asked; it becomes a statement when the settings of all lines are known.
struct PlotWish {
    struct Axis {
        Value value;
        std::optional<Bound> low, high;
        int bins = 0;
        std::vector<Bound> edges;
        std::optional<Bound> width_of_bins = std::nullopt;  ///< of "40 bins of 5 GeV", besides the range
    };
    std::vector<Axis> axes;  ///< one or two
    Needs guard;
    std::vector<std::string> conditions;  ///< "in events with at least two jets"
    int request = 0;
    std::vector<std::string> assumed;
    std::string name;
};

/// A table as asked.
struct TableWish {
    std::vector<Value> columns;
    int request = 0;
    std::vector<std::string> assumed;
    Needs guard = {};
    std::vector<std::string> conditions = {};  ///< "for events with at least three jets"
};

/// Everything that reading a line may change.
struct State {
    Draft draft;
    Settings settings;
    std::vector<PlotWish> plots;
    std::vector<TableWish> tables;
    std::vector<std::string> assumed;  ///< for the line that is read
    int statements = 0;                ///< of the line that is read
};

/// Why a reading is known to be impossible, better than "not understood".
struct Refusal {
    std::string code, message;
    std::size_t first = 0, last = 0;  ///< tokens
};

class Parser {
public:
    Parser(State& state, const RequestLine& line);

    /// Reads the whole line, or nothing.
    bool read();
    bool asks_for_nothing() const;
    /// Reads the whole line as wishes to change a program, whose draft the state has.
    std::optional<std::vector<EditWish>> read_edits();

    const Phrase& phrase() const { return phrase_; }
    /// Whether a word is a symbol of a quantity, `m_jj`, whatever it is of.
    bool is_symbol(const std::string& word);
    const std::optional<Refusal>& refusal() const { return refusal_; }

private:
    template <class Reading>
    auto attempt(Reading&& reading) -> decltype(reading()) {
        constexpr int most_nested = 200;  // no sentence is made of so many parts of parts
        if (nested_ >= most_nested) return {};
        const std::size_t place = phrase_.at();
        const State state = state_;
        ++nested_;
        auto result = reading();
        --nested_;
        if (!result) {
            phrase_.back_to(place);
            state_ = state;
        }
        return result;
    }
    void assume(std::string what);
    /// Remembers why this cannot be, and fails.
    std::nullopt_t refuse(std::string code, std::string message, std::size_t first);

    // ---- nouns.cpp ----
    std::optional<Noun> noun();
    std::optional<Noun> simple_noun();
    std::optional<Noun> nouns(bool attribute_follows = false);  ///< "lepton and MET"
    std::optional<Noun> met();
    std::optional<Noun> bracketed_nouns();  ///< `(j1, j2)`
    std::optional<Noun> remaining();
    std::optional<Noun> pronoun();
    std::optional<Noun> system();
    std::optional<Noun> ranked();
    std::optional<Noun> shorthand();
    std::optional<Noun> collection_noun();
    std::optional<Noun> things_of_short(const std::string& text);
    Noun leading(const std::string& collection, int count, bool counted);
    std::optional<int> count_word();
    std::optional<std::string> object_word(bool* plural = nullptr);
    std::optional<std::string> named_objects(bool* plural);
    std::string words_from(std::size_t place);
    std::optional<Thing> one(const Noun& noun);
    std::optional<std::pair<Thing, Thing>> two(const Noun& noun);
    std::optional<std::pair<Thing, Thing>> two_of_nouns();
    Thing met_thing() const;
    Noun of(Thing thing);

    // ---- particles.cpp ----
    std::optional<Noun> particle();
    std::optional<Noun> members_of_particle();
    std::optional<Noun> wished_pair();
    std::optional<Thing> named(const std::string& name, std::size_t first);
    bool particle_apposition(const std::string& name);

    // ---- values.cpp ----
    std::optional<std::vector<Value>> values();  ///< one phrase that may name several: "pT and eta of the leading jet"
    std::optional<Value> value();                ///< exactly one
    std::optional<std::vector<Value>> term();
    std::optional<Value> absolute();
    std::optional<Value> event_value();
    std::optional<Value> count_value();
    std::optional<Value> scalar_value();
    std::optional<Value> sum_value();
    std::optional<Value> shape_value();
    std::optional<std::string> summed_collections();
    std::optional<Value> relation_value();
    std::optional<Value> nearest_value();
    std::optional<Value> transverse_mass();
    std::optional<Value> relation_of(const std::string& relation, const Thing& a, const Thing& b);
    std::optional<Value> theta_star();
    std::optional<Value> centrality();
    std::optional<Value> symbol();
    std::optional<std::vector<Value>> attributes_of_noun();
    std::optional<std::vector<Value>> noun_with_attributes();
    std::optional<std::vector<std::string>> attributes(bool behind_noun);
    std::optional<std::vector<Value>> attribute_of(const Noun& noun, const std::string& attribute, std::size_t first);
    std::optional<Value> attribute_of(const Thing& thing, const std::string& attribute, std::size_t first);
    std::optional<Value> ratio(const Value& top);
    void said_again(const Value& value);
    bool is_sum_of(const std::string& text, const std::vector<Thing>& things);
    Value product(const Value& a, const Value& b) const;
    std::optional<Value> difference(const Value& a, const Value& b);
    std::optional<Value> pair_function();
    std::optional<Value> charge_sum();
    bool apposition(const std::string& text);
    Value met_value();
    Value without_sign(Value value);

    // ---- comparisons.cpp ----
    struct Comparison {
        enum class Kind { less, less_equal, greater, greater_equal, equal, inside, around };
        Kind kind = Kind::greater;
        Bound low, high;  ///< `low` alone for comparisons; around: `low` +- `high`
        bool low_closed = true, high_closed = true;
        bool negated = false;
    };
    std::optional<Bound> bound(bool with_counts);
    std::optional<Bound> particle_mass();
    std::optional<Comparison> comparison(Dimension dimension);
    std::optional<Comparison> plain_comparison(Dimension dimension);
    std::optional<Comparison> range(Dimension dimension, bool bare);
    std::optional<Comparison> around(Dimension dimension);
    bool settle_unit(Bound& bound, Dimension dimension);
    struct TwoLimits {
        std::string attribute;
        Dimension dimension;
        Comparison of_first, of_second;
    };
    /// "pT > 25 (20) GeV": a limit for each of two; a unit that stands at one of them is meant for both.
    std::optional<TwoLimits> two_limits();
    /// `X > 30 GeV`; the range's negation stands in `negated`.
    std::string text_of(const std::string& subject, const Comparison& comparison, Dimension dimension) const;
    std::optional<std::pair<Value, Comparison>> chain();  ///< `76 < m < 106 GeV`
    std::optional<Comparison> chain_around(const std::function<bool()>& middle, Dimension dimension);
    static std::optional<Comparison::Kind> kind_of(std::string_view sign);

    // ---- objects.cpp ----
    bool object_definition();
    bool named_definition();
    bool leptons_definition();
    bool paired_definition();
    bool of_subject();
    bool is_subject(const std::string& text) const { return is_subject_of(subject_, text); }
    bool is_subject_of(const std::string& subject, const std::string& text) const;
    std::optional<std::string> symbol_subject() const;
    bool called_definition();
    std::optional<std::string> subject_attribute();
    std::optional<std::string> transverse_energy();
    bool overlap_removal();
    std::optional<std::string> radius();
    std::optional<std::string> nearness(const std::string& subject);
    bool near_objects_removed();
    bool objects_called();
    std::optional<std::vector<std::string>> object_list();
    std::optional<std::vector<Written>> object_conditions();
    std::optional<Written> object_condition();
    std::optional<Written> attribute_condition();
    std::optional<Written> track_condition();
    std::optional<Written> nothing_beyond();
    std::optional<Written> isolation_condition();
    std::optional<Written> angle_condition();
    std::optional<Written> alternative_to(const Written& first);
    std::optional<std::vector<Written>> conditions_by_region(const Written& first);
    bool divided_definition();
    std::optional<Written> charge_in_front();
    std::optional<Written> crack_condition();
    std::optional<Written> distance_condition();
    bool dropped_objects();
    bool no_other_objects(bool reject);
    std::optional<std::string> near_objects();
    bool are_measured(const std::vector<std::string>& words, const std::vector<Written>& conditions);
    std::optional<std::string> object_attribute();
    static Dimension dimension_of_attribute(const std::string& attribute);
    /// Adds conditions to a collection; refuses where a cut that is written would then ask for other objects.
    bool narrow(const std::string& name, std::vector<Written> lines);
    bool define_objects(const std::vector<std::string>& words, const std::vector<Written>& conditions);

    // ---- counts.cpp ----
    struct Count {
        std::string op;  ///< of the language; "in" for a range
        int number = 0, last = 0;
        bool bare = false;  ///< "two jets"
    };
    std::optional<Count> count();
    bool count_clause(bool reject, bool in_event);
    std::optional<std::string> counted_collection(bool may_define);
    std::string without_tag(const std::string& word, std::vector<Written>& conditions) const;
    std::string text_of(const Count& count, const std::string& collection) const;
    void learn(const Count& count, const std::string& collection, bool reject);
    bool veto_clause();
    bool is_joined_by_and(std::size_t from, std::size_t to) const;
    bool third_object(bool reject);

    // ---- pairs.cpp ----
    struct PairWish {
        std::string collection;
        std::vector<std::string> relations;
        std::optional<Bound> mass;
        std::string particle;
    };
    std::optional<std::vector<std::string>> relations();
    std::optional<PairWish> pair_wish();
    std::string relation_text(const std::vector<std::string>& relations, const std::string& a,
                              const std::string& b) const;
    bool pair_clause(bool reject);
    bool pair_relation_clause(bool reject);
    bool candidate_clause();
    Thing best_pair(const PairWish& wish);
    bool related_objects(const std::string& collection, const Count& count);

    // ---- events.cpp ----
    bool gone();
    bool kept();
    bool fate_first();
    bool condition_first();
    bool rejected_events();
    bool conditional_clause();
    void condition_behind();
    std::optional<Condition> when_condition();
    bool write_when(std::size_t cuts, const Condition& when, const Draft& before);
    bool is_new_sentence();

    // ---- distances.cpp ----
    bool distance_clause(bool reject);
    bool between_clause(bool reject);
    bool ranked_thresholds();
    bool share_of_sum(bool reject);

    // ---- selection.cpp ----
    bool introduced_pair();
    std::optional<Condition> scaled_comparison(const std::vector<Value>& what);
    bool behind_condition(const std::vector<Value>& what);
    std::optional<Value> extreme();
    std::optional<Value> value_of_pairs();
    bool known_pair(const Thing& pair);
    bool selection_line();
    bool selection_line_behind(bool caption);
    bool selection_line_behind_name();
    bool clause();
    bool clause_body(bool reject, bool in_event);
    bool value_clause(bool reject);
    bool things_clause(bool reject);
    void remember_tag();
    std::optional<std::string> tag();
    std::optional<std::string> parenthesised_particle();
    void write_cut(bool reject, Condition condition, std::size_t first);
    std::string label(std::size_t first) const;
    std::optional<Condition> condition_of(const std::vector<Value>& values, const Comparison& comparison);
    std::optional<Condition> event_condition(bool* negated);
    std::optional<Condition> separation_condition();
    std::optional<Condition> condition_for_objects();
    std::optional<Condition> share_condition();
    std::optional<Condition> second_comparison(const std::vector<Value>& what, const Comparison& first);
    bool vocabulary_unit_before() const;
    bool near_veto(bool reject);
    std::optional<Condition> part_of(const std::vector<Value>& whats);
    std::optional<Condition> ratio_of_thing(const Thing& thing);
    std::optional<Condition> respective_conditions(const std::vector<Thing>& things);
    int request() const { return line_.number; }

    // ---- plots.cpp ----
    bool plot_line();
    bool plot_settings();
    bool setting();
    bool plot_item();
    bool plots_of_thing();
    bool plot_options(PlotWish& plot);
    bool axis_options(PlotWish::Axis& axis);
    bool axis_option(PlotWish::Axis& axis, std::optional<Bound>& width);
    int opened_brackets() const;
    bool guard(PlotWish& plot);
    std::optional<std::vector<Value>> value_list();

    // ---- outputs.cpp ----
    bool output_line();
    bool output_item();
    bool skim();
    bool yields();
    bool figures();
    bool table();

    // ---- edits.cpp ----
    std::optional<EditWish> edit_subject();
    std::optional<EditWish> change_wish();
    std::optional<EditWish> drop_wish();
    std::optional<EditWish> bins_wish();
    std::optional<EditWish> add_wish();

    State& state_;
    RequestLine line_;
    Phrase phrase_;
    std::optional<Refusal> refusal_;
    std::optional<std::pair<std::string, std::size_t>> last_count_;  ///< its operator, and where its phrase ends
    std::string last_attribute_;                                     ///< of the object condition before
    std::string subject_;      ///< the kind of objects that was spoken of last, "jets"
    bool rejecting_ = false;   ///< the clause before is "reject ..." of no events that are named
    bool open_event_ = false;  ///< clauses before speak of the events with something, and go on
    int nested_ = 0;           ///< readings inside of readings
    std::size_t clause_ = 0;   ///< where the clause that is read begins
};

}  // namespace collmc::translate
