// Which processor this is, as far as code made for it depends on that.
#pragma once

#include <string>

namespace collmc::machine {

/// The answers of the instruction CPUID that name the processor and its features, and what of its state the operating
/// system keeps (XCR0), as bytes. Equal on every core and in every run on this processor; nothing to be read by people.
std::string processor_identity();

}  // namespace collmc::machine
