#include "compiler/diagnostics/catalogue.h"

#include <algorithm>

namespace collmc::diagnostics {

const std::vector<CodeEntry>& catalogue() {
    static const auto E = Severity::error;
    static const auto W = Severity::warning;
    static const auto P = Severity::perf;
    static const std::vector<CodeEntry> entries = {
        {"E0001", E, "something else was expected here"},
        {"E0002", E, "a character that is not plain ASCII"},
        {"E0003", E, "a word that begins no statement"},
        {"E0004", E, "a statement that cannot stand here"},
        {"E0005", E, "a malformed number"},
        {"E0006", E, "an unknown unit"},
        {"E0007", E, "a chained comparison"},
        {"E0008", E, "a sign of another language"},
        {"E0009", E, "a bracket or string that is not closed"},
        {"E0010", E, "a reserved word used as a name"},
        {"E0011", E, "a file that is not UTF-8 text"},
        {"E0012", E, "an expression that is nested too deep or too long"},
        {"E0013", E, "a conditional value without `when` or `else`"},
        {"E0014", E, "a unit inside a list; it stands once, at the end"},
        {"E0015", E, "`not in`; `not` stands in front"},
        {"E0016", E, "too many errors"},
        {"E0017", E, "a file too large for a program"},
        {"E0018", E, "a malformed name"},
        {"E0019", E, "a power that is not a constant"},
        {"E0020", E, "a block without a part that it needs"},
        {"E0021", E, "a row of a wrong length"},
        {"E0101", E, "an unknown name"},
        {"E0102", E, "a name used before it is defined"},
        {"E0103", E, "a name defined twice"},
        {"E0104", E, "a definition that needs itself"},
        {"E0105", E, "an attribute that the object does not have"},
        {"E0106", E, "an attribute that not all members of a union have"},
        {"E0107", E, "a name that is an attribute as well"},
        {"E0108", E, "a particle that the format does not have"},
        {"E0201", E, "an object that may be missing"},
        {"E0202", E, "a candidate that may not exist"},
        {"E0203", E, "a minimum, maximum or mean of nothing"},
        {"E0204", E, "the cut that proves presence stands too late"},
        {"E0205", E, "a definition needs an object that may be missing"},
        {"E0206", E, "an argument that may be missing"},
        {"E0207", E, "an object that may be missing, for each member"},
        {"E0208", E, "a block that needs what no region has proved"},
        {"E0209", E, "only one side of `or` proves presence"},
        {"E0210", E, "`exists` of something that is no candidate"},
        {"E0211", E, "a presence proof that is too large"},
        {"E0212", E, "presence is proved in another region"},
        {"E0301", E, "an energy compared with a bare number"},
        {"E0302", E, "an operation on different dimensions"},
        {"E0303", E, "an argument of the wrong type"},
        {"E0304", E, "a power that dimensions do not have"},
        {"E0305", E, "a function of a bare number given a dimension"},
        {"E0306", E, "a range in other units than its value"},
        {"E0307", E, "a condition is needed"},
        {"E0308", E, "one value per object where one value is needed"},
        {"E0309", E, "a collection is needed"},
        {"E0310", E, "a transverse momentum has no such attribute"},
        {"E0311", E, "a number is needed"},
        {"E0312", E, "a count compared with a fraction"},
        {"E0314", E, "objects compared as a whole"},
        {"E0315", E, "a whole number beyond 2^53"},
        {"E0316", E, "`is` of something that cannot be of that kind"},
        {"E0317", E, "b tags of two writers in one program"},
        {"E0401", E, "too many objects in one combination"},
        {"E0402", E, "a second criterion of a candidate"},
        {"E0403", E, "a criterion that is not a number"},
        {"E0404", E, "an index that is not a whole number"},
        {"E0405", E, "a member that the candidate does not have"},
        {"E0406", E, "`excluding` of something that cannot be left out"},
        {"E0407", E, "an exclusion that can remove nothing"},
        {"E0408", E, "`this` outside of an object's block"},
        {"E0409", E, "an attribute behind `this`"},
        {"E0410", E, "combinations where single objects are needed"},
        {"E0501", E, "an empty or reversed binning"},
        {"E0503", E, "an output defined twice"},
        {"E0505", E, "a weight that is no pure number"},
        {"E0507", E, "a variation of what cannot be varied"},
        {"E0508", E, "an analysis without a region"},
        {"E0509", E, "a column without a name"},
        {"E0510", E, "published numbers that do not fit"},
        {"E0511", E, "rows of a table that overlap"},
        {"E0512", E, "a gap in a table"},
        {"E0601", E, "a function that calls itself"},
        {"E0602", E, "a wrong number of arguments"},
        {"E0604", E, "no function for these arguments"},
        {"E0605", E, "a function whose formula is not of the declared type"},
        {"E0606", E, "`intrinsic` outside of the library"},
        {"E0901", E, "a broken installation"},
        {"W0801", W, "a cut that cannot fail"},
        {"W0802", W, "a cut that cannot pass"},
        {"W0803", W, "an output that nothing comes into"},
        {"W0804", W, "bins that cannot be filled"},
        {"W0805", W, "an equality with the code of a b tag"},
        {"W0806", W, "an equality of computed numbers"},
        {"W0807", W, "a region that repeats another"},
        {"W0808", W, "a signed angle cut on one side"},
        {"W0809", W, "a name that is never used"},
        {"W0811", W, "a denominator that can be 0"},
        {"W0812", W, "a closed end that a histogram loses"},
        {"W0814", W, "parts of a union that overlap"},
        {"W0815", W, "a weight that nothing is filled with"},
        {"W0819", W, "an object compared with itself"},
        {"W0820", W, "an angle outside its range"},
        {"W0821", W, "a histogram called after another angle than it shows"},
        {"W0822", W, "a cut on an object that does not look at it"},
        {"W0823", W, "a draw for the event where objects are meant"},
        {"W0824", W, "a chance on objects that are tagged already"},
        {"W0825", W, "a sum of charges that may be 0 each"},
        {"W0826", W, "an object cut on the angle to MET"},
        {"W0827", W, "objects read as two kinds in one collection"},
        {"W1001", P, "combinatorics that take long"},
    };
    return entries;
}

const CodeEntry* find_code(std::string_view code) {
    const auto& entries = catalogue();
    const auto found =
        std::lower_bound(entries.begin(), entries.end(), code,
                         [](const CodeEntry& entry, std::string_view wanted) { return entry.code < wanted; });
    return found != entries.end() && found->code == code ? &*found : nullptr;
}

std::string hint_page(std::string_view code) {
    return find_code(code) == nullptr ? "" : "hints/" + std::string(code) + ".md";
}

}  // namespace collmc::diagnostics
