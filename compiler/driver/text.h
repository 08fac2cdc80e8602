// Small helpers for what the driver prints and reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace collmc::driver {

/// 1234567 -> "1,234,567"
std::string with_thousands(std::int64_t number);

/// "1 histogram", "10 histograms"
std::string counted(std::int64_t number, const std::string& singular);

/// Writes to the standard output. A failure is remembered, not thrown: output_failure() tells.
void print_output(std::string_view text);
/// The errno of the first failure of print_output(), flushing included; 0 if there was none. EPIPE: the reader has
/// gone.
int output_failure();

/// Why something that was printed is lost, in words; empty where nothing is. A reader that has seen enough (`| head`)
/// is no loss; a full disk behind the redirection is.
std::string lost_output();

/// Writes to the standard error; if that fails there is nobody to tell.
void print_message(std::string_view text);

/// What is read, for sentences about files that cannot be.
struct TextKind {
    std::string_view what;              ///< "the analysis"
    std::string_view remedy;            ///< where a directory is given: "give the .cut file in it"
    std::size_t most_bytes = 1U << 31;  ///< none is larger
};
inline constexpr TextKind kAnalysisText{"the analysis", "give the .cut file in it"};
inline constexpr TextKind kRequestText{"the request", "give the text file in it", 1 << 20};
inline constexpr TextKind kSuiteText{"the suite", "give the .json file in it"};
inline constexpr TextKind kModelsText{"the list of models", "give the .json file in it"};
inline constexpr TextKind kTranscriptText{"the transcript", "give the .jsonl file in it"};

/// The file's text, or nothing and `error` set to a sentence that says why not.
std::optional<std::string> read_text_file(const std::string& path, std::string& error,
                                          const TextKind& kind = kAnalysisText);
/// The same of the standard input.
std::optional<std::string> read_standard_input(std::string& error, const TextKind& kind = kAnalysisText);

/// The words of `text` in lines of at most `columns`, each with its line end; a word is kept whole, and so is what
/// stands between backticks. The first line begins with `first`, further ones with `rest`. Columns count code points.
std::string wrapped(std::string_view text, std::size_t columns, std::string_view first = "",
                    std::string_view rest = "");

/// The width of the terminal that a descriptor is, or 0 where it is none or does not tell.
std::size_t terminal_columns(int descriptor);

/// Whether escapes for colour may be written to this descriptor: a terminal, and NO_COLOR is not set.
bool colour_wanted(int descriptor);

}  // namespace collmc::driver
