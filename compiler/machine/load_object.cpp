#include "compiler/machine/load_object.h"

#include <elf.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <list>
#include <optional>
#include <vector>

namespace collmc::machine {

namespace {

constexpr std::size_t kStubSize = 16;
constexpr std::size_t kAddressSize = 8;
constexpr std::uint64_t kMostAlignment = 4096;
/// Above any analysis, below what 32-bit distances reach.
constexpr std::uint64_t kLargest = std::uint64_t{1} << 28;

struct Problem {
    std::string text;
};

[[noreturn]] void fail(std::string text) { throw Problem{std::move(text)}; }

std::uint64_t aligned(std::uint64_t offset, std::uint64_t alignment) {
    return (offset + alignment - 1) / alignment * alignment;
}

/// Memory that is unmapped with it.
class Mapping {
public:
    explicit Mapping(std::size_t size) : size_(size) {
        memory_ = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory_ == MAP_FAILED) fail("no memory for the code");
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping() {
        if (memory_ != MAP_FAILED) munmap(memory_, size_);
    }
    char* at(std::uint64_t offset) const { return static_cast<char*>(memory_) + offset; }
    void protect(std::uint64_t begin, std::uint64_t end, int protection) const {
        if (end > begin && mprotect(at(begin), end - begin, protection) != 0) fail("the code cannot be protected");
    }

private:
    void* memory_ = MAP_FAILED;
    std::size_t size_;
};

/// The object's own tables, read with a look at the bounds.
class Elf {
public:
    explicit Elf(std::string_view bytes) : bytes_(bytes) {
        const auto header = read<Elf64_Ehdr>(0);
        if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
            header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_type != ET_REL || header.e_machine != EM_X86_64 ||
            header.e_shentsize != sizeof(Elf64_Shdr)) {
            fail("not a relocatable object for x86-64");
        }
        for (std::size_t i = 0; i < header.e_shnum; ++i)
            sections.push_back(read<Elf64_Shdr>(header.e_shoff + i * sizeof(Elf64_Shdr)));
        names_ = &section(header.e_shstrndx);
        for (const Elf64_Shdr& each : sections) {
            if (each.sh_type != SHT_SYMTAB) continue;
            symbols = table<Elf64_Sym>(each);
            symbol_names_ = &section(each.sh_link);
        }
    }

    std::string_view name_of(const Elf64_Shdr& it) const { return text(*names_, it.sh_name); }
    std::string_view name_of(const Elf64_Sym& symbol) const {
        if (symbol_names_ == nullptr) fail("symbols without names");
        return text(*symbol_names_, symbol.st_name);
    }
    const Elf64_Shdr& section(std::size_t index) const {
        if (index >= sections.size()) fail(fmt::format("section {} is missing", index));
        return sections[index];
    }
    std::string_view contents(const Elf64_Shdr& it) const {
        if (it.sh_offset > bytes_.size() || it.sh_size > bytes_.size() - it.sh_offset)
            fail("a section ends behind the object's end");
        return bytes_.substr(it.sh_offset, it.sh_size);
    }
    template <class Entry>
    std::vector<Entry> table(const Elf64_Shdr& it) const {
        const std::string_view bytes = contents(it);
        std::vector<Entry> entries(bytes.size() / sizeof(Entry));
        if (!entries.empty()) std::memcpy(entries.data(), bytes.data(), entries.size() * sizeof(Entry));
        return entries;
    }

    std::vector<Elf64_Shdr> sections;
    std::vector<Elf64_Sym> symbols;

private:
    template <class Part>
    Part read(std::uint64_t offset) const {
        if (offset > bytes_.size() || sizeof(Part) > bytes_.size() - offset) fail("the object is cut short");
        Part part;
        std::memcpy(&part, bytes_.data() + offset, sizeof part);
        return part;
    }
    std::string_view text(const Elf64_Shdr& table, std::uint64_t offset) const {
        const std::string_view bytes = contents(table);
        const std::size_t end = offset < bytes.size() ? bytes.find('\0', offset) : std::string_view::npos;
        if (end == std::string_view::npos) fail("a name ends behind the object's end");
        return bytes.substr(offset, end - offset);
    }

    std::string_view bytes_;
    const Elf64_Shdr* names_ = nullptr;
    const Elf64_Shdr* symbol_names_ = nullptr;
};

bool is_code(const Elf64_Shdr& section) { return (section.sh_flags & SHF_EXECINSTR) != 0; }

class Loader {
public:
    /// Brings the sections to memory.
    explicit Loader(std::string_view object)
        : elf_(object), places_(elf_.sections.size()), stubs_(elf_.symbols.size()), addresses_(elf_.symbols.size()) {
        find_relocations();
        lay_out();
        copy();
    }

    /// Adds the functions that the object has for others.
    void offer(Symbols& functions) const {
        for (std::size_t i = 0; i < elf_.symbols.size(); ++i) {
            const Elf64_Sym& symbol = elf_.symbols[i];
            if (symbol.st_shndx == SHN_UNDEF || ELF64_ST_BIND(symbol.st_info) != STB_GLOBAL ||
                !is_code(elf_.section(symbol.st_shndx)))
                continue;
            const std::string name(elf_.name_of(symbol));
            if (!functions.emplace(name, reinterpret_cast<const void*>(value_of(i))).second)
                fail(fmt::format("there are two functions `{}`", name));
        }
    }

    /// Makes the code ready to be called; what the object does not define is looked up in `functions`.
    void link(const Symbols& functions) {
        functions_ = &functions;
        for (const Relocations& each : relocations_)
            for (const Elf64_Rela& relocation : each.entries) relocate(each.section, relocation);
        memory_->protect(0, data_begin_, PROT_READ | PROT_EXEC);
        memory_->protect(data_begin_, size_, PROT_READ);
    }

    std::shared_ptr<const Mapping> memory() const { return memory_; }

private:
    struct Relocations {
        std::size_t section;
        std::vector<Elf64_Rela> entries;
    };

    /// Whether a section's bytes are needed when the code runs.
    bool is_loaded(const Elf64_Shdr& section) const {
        return (section.sh_flags & SHF_ALLOC) != 0 && elf_.name_of(section) != ".eh_frame";
    }

    /// Also notes which symbols need a stub or an address in the table.
    void find_relocations() {
        for (const Elf64_Shdr& section : elf_.sections) {
            if (section.sh_type != SHT_RELA && section.sh_type != SHT_REL) continue;
            if (!is_loaded(elf_.section(section.sh_info))) continue;
            if (section.sh_type == SHT_REL) fail("relocations without addends");
            relocations_.push_back({section.sh_info, elf_.table<Elf64_Rela>(section)});
            for (const Elf64_Rela& relocation : relocations_.back().entries) note(relocation);
        }
    }

    void note(const Elf64_Rela& relocation) {
        const std::size_t symbol = ELF64_R_SYM(relocation.r_info);
        if (symbol >= elf_.symbols.size()) fail("a relocation by a symbol that is missing");
        switch (ELF64_R_TYPE(relocation.r_info)) {
            case R_X86_64_PLT32:
            case R_X86_64_PC32:
                if (elf_.symbols[symbol].st_shndx == SHN_UNDEF) reserve(stubs_[symbol], n_stubs_);
                break;
            case R_X86_64_GOTPCREL:
            case R_X86_64_GOTPCRELX:
            case R_X86_64_REX_GOTPCRELX: reserve(addresses_[symbol], n_addresses_); break;
            default: break;
        }
    }

    static void reserve(std::optional<std::uint64_t>& place, std::uint64_t& count) {
        if (!place) place = count++;
    }

    void lay_out() {
        place_sections(true);
        stubs_begin_ = size_ = aligned(size_, kStubSize);
        size_ += n_stubs_ * kStubSize;
        const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
        data_begin_ = size_ = aligned(size_, page);
        place_sections(false);
        addresses_begin_ = size_ = aligned(size_, kAddressSize);
        size_ = aligned(size_ + n_addresses_ * kAddressSize, page);
        if (size_ == 0) fail("the object has no code");
    }

    void place_sections(bool code) {
        for (std::size_t i = 0; i < elf_.sections.size(); ++i) {
            const Elf64_Shdr& section = elf_.sections[i];
            if (!is_loaded(section) || is_code(section) != code) continue;
            const std::string_view name = elf_.name_of(section);
            if ((section.sh_flags & SHF_WRITE) != 0 && !name.starts_with(".data.rel.ro") && section.sh_size > 0)
                fail(fmt::format("{} is writable", name));
            const std::uint64_t alignment = std::max<std::uint64_t>(section.sh_addralign, 1);
            if (alignment > kMostAlignment || (alignment & (alignment - 1)) != 0)
                fail(fmt::format("{} is aligned to {}", name, alignment));
            if (section.sh_size > kLargest || size_ > kLargest) fail("the object is too large");
            places_[i] = aligned(size_, alignment);
            size_ = *places_[i] + section.sh_size;
        }
    }

    void copy() {
        memory_ = std::make_shared<Mapping>(size_);
        for (std::size_t i = 0; i < elf_.sections.size(); ++i) {
            if (!places_[i] || elf_.sections[i].sh_type == SHT_NOBITS) continue;
            const std::string_view bytes = elf_.contents(elf_.sections[i]);
            if (!bytes.empty()) std::memcpy(memory_->at(*places_[i]), bytes.data(), bytes.size());
        }
    }

    std::uint64_t address_of(std::uint64_t offset) const {
        return reinterpret_cast<std::uintptr_t>(memory_->at(offset));
    }

    std::uint64_t value_of(std::size_t index) const {
        const Elf64_Sym& symbol = elf_.symbols[index];
        if (symbol.st_shndx == SHN_UNDEF) {
            const std::string name(elf_.name_of(symbol));
            const auto function = functions_->find(name);
            if (function == functions_->end()) fail(fmt::format("there is no function `{}`", name));
            return reinterpret_cast<std::uintptr_t>(function->second);
        }
        if (symbol.st_shndx >= places_.size() || !places_[symbol.st_shndx])
            fail(fmt::format("a symbol stands in section {}, which is not loaded", symbol.st_shndx));
        if (symbol.st_value > elf_.sections[symbol.st_shndx].sh_size) fail("a symbol stands behind its section");
        return address_of(*places_[symbol.st_shndx] + symbol.st_value);
    }

    /// jmp *0(%rip), and the address behind it.
    std::uint64_t stub(std::size_t symbol) const {
        const std::uint64_t offset = stubs_begin_ + stubs_[symbol].value() * kStubSize;
        const std::uint64_t target = value_of(symbol);
        constexpr unsigned char kJump[] = {0xff, 0x25, 0, 0, 0, 0};
        std::memcpy(memory_->at(offset), kJump, sizeof kJump);
        std::memcpy(memory_->at(offset + sizeof kJump), &target, sizeof target);
        return address_of(offset);
    }

    std::uint64_t address_in_table(std::size_t symbol) const {
        const std::uint64_t offset = addresses_begin_ + addresses_[symbol].value() * kAddressSize;
        const std::uint64_t target = value_of(symbol);
        std::memcpy(memory_->at(offset), &target, sizeof target);
        return address_of(offset);
    }

    template <class Number>
    void write(std::size_t section, std::uint64_t offset, Number number) const {
        const std::uint64_t size = elf_.sections[section].sh_size;
        if (offset > size || sizeof number > size - offset) fail("a relocation stands behind its section");
        std::memcpy(memory_->at(*places_[section] + offset), &number, sizeof number);
    }

    void write_distance(std::size_t section, const Elf64_Rela& relocation, std::uint64_t target) const {
        const std::uint64_t here = address_of(*places_[section]) + relocation.r_offset;
        const auto distance =
            static_cast<std::int64_t>(target + static_cast<std::uint64_t>(relocation.r_addend) - here);
        if (distance != static_cast<std::int32_t>(distance)) fail("a distance does not fit 32 bits");
        write(section, relocation.r_offset, static_cast<std::int32_t>(distance));
    }

    void relocate(std::size_t section, const Elf64_Rela& relocation) const {
        const std::size_t symbol = ELF64_R_SYM(relocation.r_info);
        const auto addend = static_cast<std::uint64_t>(relocation.r_addend);
        switch (ELF64_R_TYPE(relocation.r_info)) {
            case R_X86_64_NONE: return;
            case R_X86_64_64: write(section, relocation.r_offset, value_of(symbol) + addend); return;
            case R_X86_64_PC64:
                write(section, relocation.r_offset,
                      value_of(symbol) + addend - (address_of(*places_[section]) + relocation.r_offset));
                return;
            case R_X86_64_PC32:
            case R_X86_64_PLT32:
                write_distance(section, relocation, stubs_[symbol] ? stub(symbol) : value_of(symbol));
                return;
            case R_X86_64_GOTPCREL:
            case R_X86_64_GOTPCRELX:
            case R_X86_64_REX_GOTPCRELX: write_distance(section, relocation, address_in_table(symbol)); return;
            default: fail(fmt::format("relocations of type {} are unknown", ELF64_R_TYPE(relocation.r_info)));
        }
    }

    const Elf elf_;
    const Symbols* functions_ = nullptr;
    std::vector<Relocations> relocations_;
    std::vector<std::optional<std::uint64_t>> places_;             ///< by section: its offset in memory
    std::vector<std::optional<std::uint64_t>> stubs_, addresses_;  ///< by symbol: which
    std::uint64_t n_stubs_ = 0, n_addresses_ = 0;
    std::uint64_t stubs_begin_ = 0, data_begin_ = 0, addresses_begin_ = 0, size_ = 0;
    std::shared_ptr<Mapping> memory_;
};

}  // namespace

LoadedObject load_objects(std::span<const std::string_view> objects, const Symbols& symbols, std::string_view entry) {
    try {
        std::list<Loader> loaders;
        for (const std::string_view object : objects) loaders.emplace_back(object);
        Symbols own;
        for (const Loader& loader : loaders) loader.offer(own);
        const auto found = own.find(std::string(entry));
        if (found == own.end()) fail(fmt::format("there is no function `{}` in the object", entry));
        Symbols functions = symbols;
        functions.insert(own.begin(), own.end());
        const auto memory = std::make_shared<std::vector<std::shared_ptr<const Mapping>>>();
        for (Loader& loader : loaders) {
            loader.link(functions);
            memory->push_back(loader.memory());
        }
        return {memory, found->second, {}};
    } catch (Problem& problem) {
        return {nullptr, nullptr, std::move(problem.text)};
    }
}

LoadedObject load_object(std::string_view object, const Symbols& symbols, std::string_view entry) {
    return load_objects({&object, 1}, symbols, entry);
}

}  // namespace collmc::machine
