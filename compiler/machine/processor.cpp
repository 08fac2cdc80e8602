#include "compiler/machine/processor.h"

#include <cpuid.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace collmc::machine {

namespace {

struct Question {
    std::uint32_t leaf, subleaf;
    bool ebx;  ///< false: EBX tells the core, or what it holds at the moment
};

constexpr std::array kQuestions = {
    Question{0x0, 0, true},         // the maker
    Question{0x1, 0, false},        // family, model, features
    Question{0x7, 0, true},         // features
    Question{0x7, 1, true},         // features
    Question{0xd, 1, false},        // kinds of XSAVE
    Question{0x14, 0, true},        // PTWRITE
    Question{0x19, 0, true},        // key locker
    Question{0x24, 0, true},        // AVX10
    Question{0x80000001, 0, true},  // features
    Question{0x80000008, 0, true},  // features
};

/// XCR0; only where CPUID tells that the instruction may be used.
std::uint64_t kept_state() {
    std::uint32_t low = 0, high = 0;
    asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return std::uint64_t{high} << 32 | low;
}

void append(std::string& bytes, const void* data, std::size_t size) {
    bytes.append(static_cast<const char*>(data), size);
}

}  // namespace

std::string processor_identity() {
    std::string identity;
    bool keeps_state = false;
    for (const Question& question : kQuestions) {
        std::array<std::uint32_t, 4> answer{};
        __get_cpuid_count(question.leaf, question.subleaf, &answer[0], &answer[1], &answer[2], &answer[3]);
        if (question.leaf == 1) keeps_state = (answer[2] & bit_OSXSAVE) != 0;
        if (!question.ebx) answer[1] = 0;
        append(identity, answer.data(), sizeof answer);
    }
    const std::uint64_t state = keeps_state ? kept_state() : 0;
    append(identity, &state, sizeof state);
    return identity;
}

}  // namespace collmc::machine
