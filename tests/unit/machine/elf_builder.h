// Relocatable objects for x86-64, written by hand.
#pragma once

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace collmc::machine::testing {

class ElfBuilder {
public:
    ElfBuilder() {
        add_section("", SHT_NULL, 0, {});
        symbols_.push_back({});
    }

    /// Returns the section's number.
    std::uint16_t add_section(const std::string& name, std::uint32_t type, std::uint64_t flags, std::string bytes,
                              std::uint64_t alignment = 1) {
        sections_.push_back({name, type, flags, std::move(bytes), alignment, {}});
        return static_cast<std::uint16_t>(sections_.size() - 1);
    }
    std::uint16_t code(std::string bytes) {
        return add_section(".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, std::move(bytes), 16);
    }
    std::uint16_t constants(std::string bytes) {
        return add_section(".rodata", SHT_PROGBITS, SHF_ALLOC, std::move(bytes), 8);
    }

    /// Returns the symbol's number; section SHN_UNDEF: to be found elsewhere.
    std::uint32_t add_symbol(const std::string& name, std::uint16_t section, std::uint64_t value = 0,
                             unsigned char binding = STB_GLOBAL) {
        Elf64_Sym symbol{};
        symbol.st_name = static_cast<std::uint32_t>(names_.size());
        symbol.st_info = ELF64_ST_INFO(binding, STT_NOTYPE);
        symbol.st_shndx = section;
        symbol.st_value = value;
        names_ += name + '\0';
        symbols_.push_back(symbol);
        return static_cast<std::uint32_t>(symbols_.size() - 1);
    }

    void relocate(std::uint16_t section, std::uint64_t offset, std::uint32_t type, std::uint32_t symbol,
                  std::int64_t addend) {
        sections_[section].relocations.push_back({offset, (static_cast<Elf64_Xword>(symbol) << 32) + type, addend});
    }

    std::string finish() const {
        std::string bytes(sizeof(Elf64_Ehdr), '\0'), section_names(1, '\0');
        std::vector<Elf64_Shdr> headers;
        const auto add = [&](const std::string& name, std::uint32_t type, std::uint64_t flags,
                             const std::string& contents, std::uint64_t alignment, std::uint32_t link,
                             std::uint32_t info, std::uint64_t entry) {
            Elf64_Shdr header{};
            header.sh_name = static_cast<std::uint32_t>(section_names.size());
            header.sh_type = type;
            header.sh_flags = flags;
            header.sh_offset = bytes.size();
            header.sh_size = contents.size();
            header.sh_link = link;
            header.sh_info = info;
            header.sh_addralign = alignment;
            header.sh_entsize = entry;
            headers.push_back(header);
            section_names += name + '\0';
            bytes += contents;
        };
        const auto n = static_cast<std::uint32_t>(sections_.size());
        for (const Section& it : sections_) add(it.name, it.type, it.flags, it.bytes, it.alignment, 0, 0, 0);
        add(".symtab", SHT_SYMTAB, 0, raw(symbols_), 8, n + 1, 1, sizeof(Elf64_Sym));
        add(".strtab", SHT_STRTAB, 0, names_, 1, 0, 0, 0);
        for (std::uint32_t i = 0; i < n; ++i) {
            if (!sections_[i].relocations.empty())
                add(".rela" + sections_[i].name, SHT_RELA, 0, raw(sections_[i].relocations), 8, n, i,
                    sizeof(Elf64_Rela));
        }
        section_names += ".shstrtab";
        const auto own = static_cast<std::uint32_t>(section_names.size() - 9);
        section_names += '\0';
        const std::string all_names = section_names;
        add("", SHT_STRTAB, 0, all_names, 1, 0, 0, 0);
        headers.back().sh_name = own;
        Elf64_Ehdr header{};
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_ident[EI_VERSION] = EV_CURRENT;
        header.e_type = ET_REL;
        header.e_machine = EM_X86_64;
        header.e_version = EV_CURRENT;
        header.e_ehsize = sizeof header;
        header.e_shoff = bytes.size();
        header.e_shentsize = sizeof(Elf64_Shdr);
        header.e_shnum = static_cast<std::uint16_t>(headers.size());
        header.e_shstrndx = static_cast<std::uint16_t>(headers.size() - 1);
        std::memcpy(bytes.data(), &header, sizeof header);
        return bytes + raw(headers);
    }

private:
    struct Section {
        std::string name;
        std::uint32_t type;
        std::uint64_t flags;
        std::string bytes;
        std::uint64_t alignment;
        std::vector<Elf64_Rela> relocations;
    };

    template <class Entry>
    static std::string raw(const std::vector<Entry>& entries) {
        return {reinterpret_cast<const char*>(entries.data()), entries.size() * sizeof(Entry)};
    }

    std::vector<Section> sections_;
    std::vector<Elf64_Sym> symbols_;
    std::string names_ = std::string(1, '\0');
};

}  // namespace collmc::machine::testing
