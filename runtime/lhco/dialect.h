// Which program's conventions a file follows. It decides what the b tag column and muon isolation mean.
//
// phi tells: Delphes writes (-pi, pi], PGS [0, 2pi). A b tag of 0.5 or 2.5 is written by some versions of PGS only.
#pragma once

#include <optional>
#include <string>

#include "runtime/lhco/parser.h"

namespace collmc::lhco {

enum class Dialect { delphes, pgs };

/// "Delphes", "PGS"
std::string name_of(Dialect dialect);
/// "delphes", "pgs", as programs and options spell it; nothing for another word.
std::optional<Dialect> dialect_named(const std::string& word);

/// Nothing where what was read is of both kinds, or of neither.
std::optional<Dialect> dialect_of(const ParseCounts& counts);

/// Why an analysis that is for files of `wanted` must not read on, in a sentence with its remedy; empty if nothing that
/// was read speaks against it.
std::string refusal(Dialect wanted, const ParseCounts& counts, const std::string& path);
/// Likewise for an input at its end, by when the file must have shown what it is.
std::string refusal_at_end(Dialect wanted, const ParseCounts& counts, const std::string& path);

}  // namespace collmc::lhco
