// What the lines of a file would read after a fix, for showing it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/snippet.h"

namespace collmc::diagnostics {

struct EditedLine {
    enum class Kind {
        marked,   ///< as it would read; what is new in it has marks
        removed,  ///< as it reads now, and is no more or stands changed in an `added` line below
        added,    ///< as it would read, without what was deleted
    };
    /// New text between old one, or in place of some.
    struct NewText {
        Mark mark;
        bool replaces = false;
    };

    Kind kind = Kind::marked;
    std::uint32_t number = 0;  ///< 1-based; of a removed line in the file as it is, otherwise in the edited one
    std::string text;
    std::vector<NewText> news;  ///< of a marked line, in order
};

/// The lines that a fix changes, in order. Nothing when it has no edits, or edits that contradict each other, that lie
/// outside of their file, or in several files. Looks at the changed lines only, not at the rest of the file.
std::optional<std::vector<EditedLine>> edited_lines(const Fix& fix);

}  // namespace collmc::diagnostics
