// `collmc doc`: the standard library's functions and constants, the forms of the language, the attributes of objects.

#include "compiler/driver/doc_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "compiler/diagnostics/nearest.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"

namespace collmc::driver {

namespace {

struct Form {
    std::string_view name, signature, documentation;
};

constexpr std::array kForms = {
    Form{"size", "size(collection) -> Integer", "Number of objects of a collection."},
    Form{"exists", "exists(candidate) -> Bool", "Whether a candidate was found."},
    Form{"sum", "sum(VALUE for x in collection when CONDITION)",
         "Sum over objects; a sum of momenta is a momentum. 0 for none. `for a, b in jets` runs over pairs, "
         "`for a in jets and l in leptons` over combinations."},
    Form{"product", "product(VALUE for x in collection when CONDITION) -> Real", "Product over objects. 1 for none."},
    Form{"min", "min(VALUE for x in collection when CONDITION)", "Smallest value. Needs an object."},
    Form{"max", "max(VALUE for x in collection when CONDITION)", "Largest value. Needs an object."},
    Form{"mean", "mean(VALUE for x in collection when CONDITION)", "Arithmetic mean. Needs an object."},
    Form{"any", "any(CONDITION for x in collection when CONDITION) -> Bool",
         "Whether the condition holds for some object. False for none."},
    Form{"all", "all(CONDITION for x in collection when CONDITION) -> Bool",
         "Whether the condition holds for every object. True for none."},
    Form{"count", "count(CONDITION for x in collection when CONDITION) -> Integer",
         "Number of objects for which the condition holds."},
    Form{"leading", "leading(collection, n)", "The first n objects of a collection, or all where there are fewer."},
    Form{"chance", "chance(probability) -> Bool",
         "True with a probability. The same event gives the same answer in every run, whatever the threads and files. "
         "In an object block, or as chance(probability, object), it is asked anew for each object."},
    Form{"btagged", "btagged(jet, tight) -> Bool",
         "Whether a jet passes a working point of the b tag: btagged(j, tight) or btagged(j, bit 1); inside an object "
         "block btagged(tight). The attribute j.btagged is the loosest one."},
};

std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!space)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

std::string_view without_hash(std::string_view line) {
    line.remove_prefix(1);
    if (line.starts_with(' ')) line.remove_prefix(1);
    return line;
}

/// The comment lines of `file` from line `first` (1-based) to before `end`, joined where a paragraph goes on; a line
/// that is indented stays a line.
std::string comment(const diagnostics::SourceFile& file, std::uint32_t first, std::uint32_t end) {
    std::string text;
    for (std::uint32_t number = first; number < end; ++number) {
        const std::string_view line = without_hash(file.line(number));
        const bool own_line = line.starts_with("    ") || line.empty();
        const bool after_own_line = !text.empty() && text.back() == '\n';
        if (!text.empty() && !after_own_line) text += own_line ? '\n' : ' ';
        text += line;
        if (own_line) text += '\n';
    }
    return text;
}

/// The comment directly above the line on which `span` begins.
std::string comment_above(const diagnostics::Span& span) {
    const std::uint32_t end = span.file->place(span.begin).line;
    std::uint32_t first = end;
    while (first > 1 && span.file->line(first - 1).starts_with('#')) --first;
    return comment(*span.file, first, end);
}

/// The comment at the head of a file, where an empty line follows it.
std::string head_comment(const diagnostics::SourceFile& file) {
    std::uint32_t end = 1;
    while (end <= file.line_count() && file.line(end).starts_with('#')) ++end;
    const bool alone = end <= file.line_count() && file.line(end).empty();
    return alone ? comment(file, 1, end) : "";
}

std::string signature_of(const syntax::Function& function) {
    std::string text = function.name.text + "(";
    for (std::size_t i = 0; i < function.parameters.size(); ++i)
        text += fmt::format("{}{} : {}", i > 0 ? ", " : "", function.parameters[i].name.text,
                            one_line(function.parameters[i].type.span.text()));
    return text + ") -> " + one_line(function.result.span.text());
}

std::string place_of(const diagnostics::Span& span) {
    return fmt::format("stdlib/{}:{}", std::filesystem::path(span.file->path()).filename().string(),
                       span.file->place(span.begin).line);
}

DocSection file_section(const syntax::Tree& tree) {
    DocSection section{std::filesystem::path(tree.file->path()).stem().string(), head_comment(*tree.file), {}};
    for (const syntax::Declaration& declaration : tree.declarations) {
        if (declaration.kind == syntax::Declaration::Kind::function) {
            const syntax::Function& it = *declaration.function;
            section.entries.push_back({it.name.text, signature_of(it), comment_above(it.span), place_of(it.name.span)});
        } else if (declaration.kind == syntax::Declaration::Kind::define) {
            const syntax::Define& it = *declaration.define;
            std::string_view text = it.span.text();
            text.remove_prefix(std::string_view("define").size());
            std::string signature = one_line(text);
            section.entries.push_back({it.name.text, signature.substr(signature.find_first_not_of(' ')),
                                       comment_above(it.span), place_of(it.name.span)});
        }
    }
    return section;
}

DocSection kind_section(const semantics::Particle& kind, std::string title, const semantics::Schema& schema) {
    DocSection section{kind.name, std::move(title), {}};
    for (const semantics::Attribute& attribute : kind.attributes)
        section.entries.push_back(
            {attribute.name,
             fmt::format("{}.{} : {}", kind.name, attribute.name, semantics::to_string(attribute.type, schema)),
             attribute.documentation,
             {}});
    return section;
}

/// Up to and with the first full stop that ends a sentence.
std::string first_sentence(const std::string& text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        const bool ends =
            (text[i] == '.' && text[i + 1] == ' ' && i + 2 < text.size() && text[i + 2] >= 'A' && text[i + 2] <= 'Z') ||
            text[i + 1] == '\n';
        if (ends) return text.substr(0, i + 1);
    }
    return text;
}

std::string indented(const std::string& text) {
    std::string result;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        result += "  " + text.substr(begin, end - begin) + "\n";
        begin = end + 1;
    }
    return result;
}

/// Paragraphs in lines of about 100 columns; a line that is indented stays a line.
std::string paragraphs(const std::string& text) {
    constexpr std::size_t kWidth = 100;
    std::string result;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = text.substr(begin, end - begin);
        result += line.starts_with(' ') || line.empty() ? line + "\n" : wrapped(line, kWidth);
        begin = end + 1;
    }
    return result;
}

}  // namespace

std::vector<DocSection> document(const semantics::Library& library) {
    std::vector<DocSection> sections;
    DocSection forms{"forms", "What the language has beside the functions of its library.", {}};
    for (const Form& form : kForms)
        forms.entries.push_back(
            {std::string(form.name), std::string(form.signature), std::string(form.documentation), {}});
    sections.push_back(std::move(forms));
    for (const syntax::Tree& tree : library.trees) sections.push_back(file_section(tree));
    const semantics::Schema& schema = *library.schema;
    for (const semantics::Particle& kind : schema.particles)
        sections.push_back(kind_section(kind, fmt::format("A {} of an event.", kind.name), schema));
    sections.push_back(kind_section(schema.met, "The missing transverse momentum.", schema));
    sections.push_back(kind_section(schema.momentum, "A sum of momenta.", schema));
    sections.push_back(kind_section(schema.transverse, "A sum of momenta one of which has no pz.", schema));
    return sections;
}

std::string doc_list(const std::vector<DocSection>& sections) {
    std::string text;
    for (const DocSection& section : sections) {
        text += fmt::format("{}{}\n", text.empty() ? "" : "\n", section.name);
        for (const DocEntry& entry : section.entries)
            text += fmt::format("  {:<22}{}\n", entry.name, first_sentence(entry.documentation));
    }
    return text;
}

std::string doc_page(const std::vector<DocSection>& sections) {
    std::string text =
        "# Functions, constants, attributes\n\n"
        "Every name that an analysis may use without declaring it. This page is what `collmc doc --markdown` prints;\n"
        "`collmc doc NAME` prints one entry.\n";
    for (const DocSection& section : sections) {
        text += fmt::format("\n## {}\n", section.name);
        if (!section.title.empty()) text += "\n" + paragraphs(section.title);
        text += "\n";
        for (const DocEntry& entry : section.entries)
            text += fmt::format("* `{}`  \n{}", entry.signature, indented(paragraphs(entry.documentation)));
    }
    return text;
}

std::string doc_of(const std::vector<DocSection>& sections, const std::string& name) {
    std::string text;
    for (const DocSection& section : sections) {
        if (section.name == name) text += paragraphs(section.title) + doc_list({section});
        for (const DocEntry& entry : section.entries) {
            if (entry.name != name) continue;
            text += fmt::format("{}{}\n{}", text.empty() ? "" : "\n", entry.signature,
                                indented(paragraphs(entry.documentation)));
            if (!entry.place.empty()) text += fmt::format("  {}\n", entry.place);
        }
    }
    return text;
}

std::vector<std::string> doc_nearest(const std::vector<DocSection>& sections, const std::string& name) {
    std::vector<std::string> names;
    for (const DocSection& section : sections) {
        names.push_back(section.name);
        for (const DocEntry& entry : section.entries)
            if (std::find(names.begin(), names.end(), entry.name) == names.end()) names.push_back(entry.name);
    }
    return diagnostics::nearest(name, names);
}

int doc_command(const DocArguments& arguments) {
    diagnostics::SourceSet sources;
    diagnostics::Diagnostics diagnostics;
    const std::optional<semantics::Library> library = semantics::load_library(stdlib_folder(), sources, diagnostics);
    if (!library) {
        print_diagnostics(diagnostics);
        return exit_code_of(diagnostics);
    }
    const std::vector<DocSection> sections = document(*library);
    if (arguments.markdown) {
        print_output(doc_page(sections));
        return kDone;
    }
    if (arguments.name.empty()) {
        print_output(doc_list(sections));
        return kDone;
    }
    const std::string text = doc_of(sections, arguments.name);
    if (!text.empty()) {
        print_output(text);
        return kDone;
    }
    const std::vector<std::string> near = doc_nearest(sections, arguments.name);
    print_message(fmt::format("collmc: the library has no `{}`; {}\n", arguments.name,
                              near.empty() ? "`collmc doc` lists what there is"
                                           : fmt::format("did you mean `{}`?", fmt::join(near, "` or `"))));
    return kUsage;
}

}  // namespace collmc::driver
