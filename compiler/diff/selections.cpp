#include "compiler/diff/selections.h"

#include <algorithm>

namespace collmc::diff {

using semantics::Cut;

Selection Selections::read(int region) {
    Selection selection;
    selection.cuts_ = semantics::all_cuts(joint_.program(), region);
    for (const Cut* cut : selection.cuts_)
        selection.condition_ = selection.condition_ & joint_.conditions().passed(*cut);
    selection.premises_ = consequences_.read(selection.cuts_);
    return selection;
}

bool Selections::gives(const Selection& selection, const Cut& cut) {
    return joint_.conditions().entails(selection.condition_, joint_.conditions().passed(cut)) ||
           consequences_.give(*selection.premises_, cut);
}

bool Selections::is_part(const Selection& part, const Selection& whole) {
    return std::all_of(whole.cuts_.begin(), whole.cuts_.end(), [&](const Cut* cut) { return gives(part, *cut); });
}

Effect Selections::compare(const Selection& before, const Selection& after) {
    const bool fewer = is_part(after, before), more = is_part(before, after);
    if (fewer && more) return Effect::rows;
    return fewer ? Effect::fewer : more ? Effect::more : Effect::which;
}

}  // namespace collmc::diff
