// Recognises files that are not LHCO text by their first bytes, so that a wrong file is named instead of misread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace collmc::lhco {

struct ForeignFormat {
    std::string_view name;    ///< "a ROOT file"
    std::string_view remedy;  ///< a whole sentence
};

/// `head`: the first bytes of the text, some hundred or more where the file has them.
std::optional<ForeignFormat> foreign_format(std::string_view head);

/// True if `head` begins like a gzip stream, or a zstd stream.
bool begins_as_gzip(std::string_view head);
bool begins_as_zstd(std::string_view head);

}  // namespace collmc::lhco
