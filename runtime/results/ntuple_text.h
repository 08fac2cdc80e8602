// Ntuple rows as CSV text: a header line, then one line per event; first columns `event`, the event's number in its
// file's header, and `weight`, what it counts with: the weight in that header times the region's. Numbers are the
// shortest decimals that read back to the same double; `nan`, `inf`, `-inf` are spelled so.
//
// A block is formatted where it was computed (any thread); the texts are then written in the order of the blocks.
#pragma once

#include <string>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/event_weights.h"
#include "runtime/results/output_spec.h"

namespace collmc::results {

/// The first line of the file, with its line end. Names that hold commas or quotes are quoted as in RFC 4180.
std::string ntuple_header(const NtupleSpec& ntuple);

/// Appends the rows of every ntuple of the block: text[i] belongs to ntuple i and is resized to their number.
void append_ntuple_rows(const OutputSpec& spec, const abi::Block& block, const abi::Workspace& workspace,
                        const abi::WorkspaceLayout& layout, const EventWeights& weights,
                        std::vector<std::string>& text);

}  // namespace collmc::results
