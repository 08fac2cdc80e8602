// One change that somebody asks for, as it was understood.
//
// Internal to translate.
#pragma once

#include <optional>
#include <string>

#include "compiler/translate/meaning.h"
#include "compiler/translate/tokens.h"

namespace collmc::translate {

struct EditWish {
    enum class Kind {
        change,     ///< another threshold for the cut on `subject`
        drop_cut,   ///< without the cut on `subject`
        drop_plot,  ///< without the plot of `subject`
        bins,       ///< `bins` bins, of the plot of `subject` or of all
        add,        ///< what the draft has more than before
    };
    Kind kind = Kind::add;
    std::string subject;     ///< an expression, `MET.pt`; of an object's cut its attribute
    std::string collection;  ///< of an object's cut
    int direction = 0;       ///< 1: raise, -1: lower
    std::optional<Bound> low, high;
    int bins = 0;
    Span span;  ///< the words
};

}  // namespace collmc::translate
