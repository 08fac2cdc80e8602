// Objects come to memory linked and protected; what is damaged or unknown is told and never read.
#include "compiler/machine/load_object.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "tests/unit/machine/elf_builder.h"

namespace collmc::machine::testing {
namespace {

using std::string_literals::operator""s;

extern "C" int seven() { return 7; }

const Symbols& functions() {
    static const Symbols symbols = {{"seven", reinterpret_cast<const void*>(&seven)}};
    return symbols;
}

int call(const LoadedObject& object) {
    return reinterpret_cast<int (*)()>(const_cast<void*>(object.entry))();  // NOLINT
}

/// Loads an object with the function `entry` at the start of section `code`, and calls it.
int result_of(ElfBuilder& builder, std::uint16_t code) {
    builder.add_symbol("entry", code);
    const LoadedObject object = load_object(builder.finish(), functions(), "entry");
    EXPECT_EQ(object.problem, "");
    return object.memory ? call(object) : -1;
}

std::string problem_of(ElfBuilder& builder, std::uint16_t code) {
    builder.add_symbol("entry", code);
    const LoadedObject object = load_object(builder.finish(), functions(), "entry");
    EXPECT_EQ(object.memory, nullptr);
    return object.problem;
}

const std::string kReturn42 = "\xb8\x2a\0\0\0\xc3"s;                            // mov $42, %eax; ret
const std::string kCall = "\x48\x83\xec\x08\xe8\0\0\0\0\x48\x83\xc4\x08\xc3"s;  // call ...; ret
const std::string kLoad = "\x8b\x05\0\0\0\0\xc3"s;                              // mov ...(%rip), %eax; ret
const std::string kLoadBehind = "\x48\x8b\x05\0\0\0\0\x8b\0\xc3"s;              // through a pointer
const std::string kJump = "\xff\x25\0\0\0\0"s;                                  // jmp *...(%rip)
const std::string kLoadFromTable = "\x48\x8d\x0d\0\0\0\0\x48\x8b\x01\x48\x01\xc8\x8b\0\xc3"s;  // relative to the table

TEST(LoadObject, CodeWithoutRelocations) {
    ElfBuilder b;
    EXPECT_EQ(result_of(b, b.code(kReturn42)), 42);
}

TEST(LoadObject, CallsReachTheirFunctionHoweverFar) {
    for (const std::uint32_t type : {R_X86_64_PLT32, R_X86_64_PC32}) {
        ElfBuilder b;
        const auto code = b.code(kCall);
        b.relocate(code, 5, type, b.add_symbol("seven", SHN_UNDEF), -4);
        EXPECT_EQ(result_of(b, code), 7);
    }
}

TEST(LoadObject, CallsReachTheObjectsOwnFunctions) {
    ElfBuilder b;
    const auto code = b.code(kCall);
    const auto other = b.add_section(".text.other", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, kReturn42, 64);
    b.relocate(code, 5, R_X86_64_PLT32, b.add_symbol("other", other, 0, STB_LOCAL), -4);
    EXPECT_EQ(result_of(b, code), 42);
}

TEST(LoadObject, ConstantsAreReached) {
    ElfBuilder b;
    const auto code = b.code(kLoad);
    const auto data = b.constants("\1\0\0\0\x63\0\0\0"s);
    b.relocate(code, 2, R_X86_64_PC32, b.add_symbol("", data, 0, STB_LOCAL), 4 - 4);
    EXPECT_EQ(result_of(b, code), 0x63);
}

TEST(LoadObject, AddressesAreTakenFromATable) {
    for (const std::uint32_t type : {R_X86_64_GOTPCREL, R_X86_64_GOTPCRELX, R_X86_64_REX_GOTPCRELX}) {
        ElfBuilder b;
        const auto code = b.code(kJump);
        b.relocate(code, 2, type, b.add_symbol("seven", SHN_UNDEF), -4);
        EXPECT_EQ(result_of(b, code), 7);
    }
}

TEST(LoadObject, PointersInConstants) {
    ElfBuilder b;
    const auto code = b.code(kLoadBehind);
    const auto data = b.constants("\x2b\0\0\0"s);
    const auto pointer = b.add_section(".data.rel.ro", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, std::string(8, '\0'), 8);
    b.relocate(pointer, 0, R_X86_64_64, b.add_symbol("number", data), 0);
    b.relocate(code, 3, R_X86_64_PC32, b.add_symbol("pointer", pointer), -4);
    EXPECT_EQ(result_of(b, code), 0x2b);
}

TEST(LoadObject, LongDistancesInConstants) {
    ElfBuilder b;
    const auto code = b.code(kLoadFromTable);
    const auto data = b.constants(std::string(8, '\0') + "\x2c\0\0\0"s);
    const auto symbol = b.add_symbol("table", data);
    b.relocate(data, 0, R_X86_64_PC64, symbol, 8);
    b.relocate(code, 3, R_X86_64_PC32, symbol, -4);
    EXPECT_EQ(result_of(b, code), 0x2c);
}

TEST(LoadObject, ZerosWithoutBytes) {
    ElfBuilder b;
    const auto code = b.code(kLoad);
    const auto zeros = b.add_section(".bss.rel.ro", SHT_NOBITS, SHF_ALLOC, std::string(16, '\1'), 8);
    b.relocate(code, 2, R_X86_64_PC32, b.add_symbol("zeros", zeros), -4);
    EXPECT_EQ(result_of(b, code), 0);
}

TEST(LoadObject, WhatIsNotLoadedNeedsNoRelocation) {
    ElfBuilder b;
    const auto code = b.code(kReturn42);
    const auto notes = b.add_section(".debug_line", SHT_PROGBITS, 0, std::string(8, '\0'));
    b.relocate(notes, 0, R_X86_64_TPOFF64, b.add_symbol("unknown", SHN_UNDEF), 0);
    EXPECT_EQ(result_of(b, code), 42);
}

TEST(LoadObject, OnlyTheGivenFunctionsAreVisible) {
    ElfBuilder b;
    const auto code = b.code(kCall);
    b.relocate(code, 5, R_X86_64_PLT32, b.add_symbol("malloc", SHN_UNDEF), -4);
    EXPECT_EQ(problem_of(b, code), "there is no function `malloc`");
}

TEST(LoadObject, UnknownRelocations) {
    for (const std::uint32_t type : {R_X86_64_32S, R_X86_64_TLSGD, 200}) {
        ElfBuilder b;
        const auto code = b.code(kCall);
        b.relocate(code, 5, type, b.add_symbol("seven", SHN_UNDEF), -4);
        EXPECT_EQ(problem_of(b, code), "relocations of type " + std::to_string(type) + " are unknown");
    }
}

TEST(LoadObject, RelocationsStayInTheirSection) {
    for (const std::uint64_t offset : {kCall.size() - 3, kCall.size(), std::size_t{1} << 40, ~std::size_t{0} - 1}) {
        ElfBuilder b;
        const auto code = b.code(kCall);
        b.relocate(code, offset, R_X86_64_PLT32, b.add_symbol("seven", SHN_UNDEF), -4);
        EXPECT_NE(problem_of(b, code), "");
    }
    ElfBuilder b;
    const auto code = b.code(kCall);
    b.relocate(code, 5, R_X86_64_PLT32, 77, -4);
    EXPECT_EQ(problem_of(b, code), "a relocation by a symbol that is missing");
}

TEST(LoadObject, DistancesThatDoNotFit) {
    ElfBuilder b;
    const auto code = b.code(kCall);
    b.relocate(code, 5, R_X86_64_PLT32, b.add_symbol("seven", SHN_UNDEF), std::int64_t{1} << 40);
    EXPECT_EQ(problem_of(b, code), "a distance does not fit 32 bits");
}

TEST(LoadObject, NothingIsWritable) {
    ElfBuilder b;
    const auto code = b.code(kReturn42);
    b.add_section(".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, "state");
    EXPECT_EQ(problem_of(b, code), ".data is writable");
}

TEST(LoadObject, SectionsOfNoSensibleSize) {
    for (const std::uint64_t alignment : {3ULL, 1ULL << 20, ~0ULL}) {
        ElfBuilder b;
        const auto code = b.code(kReturn42);
        b.add_section(".rodata", SHT_PROGBITS, SHF_ALLOC, "constant", alignment);
        EXPECT_NE(problem_of(b, code), "");
    }
}

TEST(LoadObject, TheEntryIsCode) {
    ElfBuilder none, data;
    none.code(kReturn42);
    EXPECT_EQ(load_object(none.finish(), functions(), "entry").problem, "there is no function `entry` in the object");
    data.code(kReturn42);
    EXPECT_EQ(problem_of(data, data.constants("abcd")), "there is no function `entry` in the object");
}

TEST(LoadObjects, CallEachOther) {
    // entry of the first calls `there` of the second, which calls `back` of the first.
    ElfBuilder first, second;
    const auto entry = first.code(kCall), back = first.code(kReturn42);
    first.relocate(entry, 5, R_X86_64_PLT32, first.add_symbol("there", SHN_UNDEF), -4);
    first.add_symbol("entry", entry);
    first.add_symbol("back", back);
    const auto there = second.code(kCall);
    second.relocate(there, 5, R_X86_64_PLT32, second.add_symbol("back", SHN_UNDEF), -4);
    second.add_symbol("there", there);
    const std::string one = first.finish(), other = second.finish();
    for (const auto& objects : {std::vector<std::string_view>{one, other}, {other, one}}) {
        const LoadedObject object = load_objects(objects, functions(), "entry");
        ASSERT_EQ(object.problem, "");
        EXPECT_EQ(call(object), 42);
    }
    EXPECT_EQ(load_objects(std::vector<std::string_view>{one}, functions(), "entry").problem,
              "there is no function `there`");
    EXPECT_EQ(load_objects(std::vector<std::string_view>{one, other, other}, functions(), "entry").problem,
              "there are two functions `there`");
}

/// The permissions of the memory at an address, as the kernel prints them; empty if there is none.
std::string permissions(const void* address) {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t begin = 0, end = 0;
        char dash = 0;
        std::string flags;
        std::istringstream(line) >> std::hex >> begin >> dash >> end >> flags;
        const auto place = reinterpret_cast<std::uintptr_t>(address);
        if (begin <= place && place < end) return flags;
    }
    return {};
}

/// An object that has some of everything.
std::string sample() {
    ElfBuilder b;
    const auto code = b.code(kCall + kLoad + kLoadBehind);
    const auto data = b.constants("\x2b\0\0\0"s);
    const auto pointer = b.add_section(".data.rel.ro", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, std::string(8, '\0'), 8);
    const auto number = b.add_symbol("number", data), seven = b.add_symbol("seven", SHN_UNDEF);
    b.relocate(code, 5, R_X86_64_PLT32, seven, -4);
    b.relocate(code, kCall.size() + 2, R_X86_64_PC32, number, -4);
    b.relocate(code, kCall.size() + kLoad.size() + 3, R_X86_64_GOTPCREL, number, -4);
    b.relocate(pointer, 0, R_X86_64_64, number, 0);
    b.add_symbol("entry", code);
    return b.finish();
}

TEST(LoadObject, CodeIsNotWritableAndGoesAwayWithItsOwner) {
    LoadedObject object = load_object(sample(), functions(), "entry");
    ASSERT_EQ(object.problem, "");
    EXPECT_EQ(call(object), 7);
    EXPECT_EQ(permissions(object.entry), "r-xp");
    EXPECT_EQ(permissions(static_cast<const char*>(object.entry) + 4096), "r--p");
    const std::shared_ptr<const void> copy = object.memory;
    object.memory.reset();
    EXPECT_EQ(permissions(object.entry), "r-xp");
}

TEST(LoadObject, ObjectsThatAreCutShort) {
    const std::string whole = sample();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        // In memory of its own, so that reading past the end is found.
        const std::vector<char> part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_NE(load_object({part.data(), part.size()}, functions(), "entry").problem, "") << size;
    }
}

TEST(LoadObject, DamagedObjectsAreReadWithinTheirBounds) {
    const std::string whole = sample();
    std::mt19937 random(1);
    for (int round = 0; round < 20000; ++round) {
        std::vector<char> damaged(whole.begin(), whole.end());
        for (int i = 0; i <= round % 4; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
        const LoadedObject object = load_object({damaged.data(), damaged.size()}, functions(), "entry");
        EXPECT_EQ(object.memory == nullptr, !object.problem.empty());
    }
}

}  // namespace
}  // namespace collmc::machine::testing
