#include "runtime/lhco/format.h"

#include <algorithm>

#include "runtime/lhco/unpack.h"

namespace collmc::lhco {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::string_view bytes;
    ForeignFormat format;
};

constexpr std::string_view kUnpack = "Unpack it first, or pack it with gzip or zstd instead.";
constexpr std::string_view kGenerated =
    "It holds generated particles; LHCO holds reconstructed ones. Run a detector simulation that writes LHCO.";

constexpr Magic kBinary[] = {
    {"root"sv, {"a ROOT file", "Convert it to LHCO, a file by Delphes with its program root2lhco."}},
    {"\x89HDF\r\n\x1a\n"sv, {"an HDF5 file", "Write the events as LHCO text instead."}},
    {"PK\x03\x04"sv, {"a ZIP archive", kUnpack}},
    {"%PDF"sv, {"a PDF document", "Give the file that holds the events."}},
    {"BZh"sv, {"a bzip2-compressed file", kUnpack}},
    {"\xfd\x37zXZ\x00"sv, {"an xz-compressed file", kUnpack}},
    {"PAR1"sv, {"a Parquet file", "Write the events as LHCO text instead."}},
    {"\x89LHCP\r\n\x1a"sv,
     {"packed events behind a pipe or gzip", "They are read in place: unpack gzip, and name the file itself."}},
    {"\x93NUMPY"sv, {"a NumPy file", "Write the events as LHCO text instead."}},
    {"\xff\xfe"sv, {"UTF-16 text", "Save it as plain ASCII or UTF-8 text."}},
    {"\xfe\xff"sv, {"UTF-16 text", "Save it as plain ASCII or UTF-8 text."}},
};

constexpr Magic kText[] = {
    {"<LesHouchesEvents"sv, {"an LHE file", kGenerated}},
    {"HepMC::"sv, {"a HepMC file", kGenerated}},
    {"<!DOCTYPE html"sv, {"a web page", "Download the file itself, not the page that shows it."}},
    {"<!doctype html"sv, {"a web page", "Download the file itself, not the page that shows it."}},
    {"<html"sv, {"a web page", "Download the file itself, not the page that shows it."}},
    {"<?xml"sv, {"an XML file", "Give the file that holds the events as LHCO text."}},
};

}  // namespace

bool begins_as_gzip(std::string_view head) { return head.starts_with("\x1f\x8b"sv); }
bool begins_as_zstd(std::string_view head) { return head.starts_with("\x28\xb5\x2f\xfd"sv); }

std::unique_ptr<Unpacker> unpacker_for(std::string_view head) {
    if (begins_as_gzip(head)) return make_gzip_unpacker();
    if (begins_as_zstd(head)) return make_zstd_unpacker();
    return nullptr;
}

std::optional<ForeignFormat> foreign_format(std::string_view head) {
    for (const Magic& magic : kBinary) {
        if (head.starts_with(magic.bytes)) return magic.format;
    }
    if (begins_as_gzip(head) || begins_as_zstd(head)) {
        return ForeignFormat{"compressed data inside compressed data", "Unpack it once."};
    }
    if (head.find('\0') != std::string_view::npos) {
        return ForeignFormat{"binary data", "Give a text file in the LHCO format, plain or packed with gzip or zstd."};
    }
    std::string_view text = head;
    if (text.starts_with("\xef\xbb\xbf"sv)) text.remove_prefix(3);
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    // An LHE file usually opens as XML; its second line is the telling one.
    const bool is_lhe = text.starts_with("<?xml"sv) && text.find("<LesHouchesEvents"sv) != std::string_view::npos;
    if (is_lhe) return kText[0].format;
    for (const Magic& magic : kText) {
        if (text.starts_with(magic.bytes)) return magic.format;
    }
    return std::nullopt;
}

}  // namespace collmc::lhco
