// Machine code is what it is meant to be: vector code where the processor has vectors, nothing fused, named by the
// program.
#include <gtest/gtest.h>

#include <string>

#include "compiler/codegen/codegen.h"
#include "runtime/kernels/math.h"
#include "tests/unit/codegen/ww_plan.h"

namespace collmc::codegen::testing {
namespace {

Generated compiled(Vectorisation vectorisation) {
    Options options;
    options.vectorisation = vectorisation;
    options.keep_ir = true;
    options.keep_asm = true;
    return generate(ww_plan(), options);
}

/// The assembly of one function.
std::string body(const Generated& generated, const std::string& function) {
    const std::string& text = generated.assembly;
    const std::size_t begin = text.find("\n" + function + ":");
    EXPECT_NE(begin, std::string::npos) << function;
    return begin == std::string::npos ? "" : text.substr(begin, text.find(".Lfunc_end", begin) - begin);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Vectorisation, PlanIsValid) { EXPECT_EQ(plan::verify(ww_plan()), ""); }

TEST(Vectorisation, HotLoopsAreVectorCode) {
    const Generated generated = compiled(Vectorisation::widest);
    if (generated.object.width == 1) GTEST_SKIP() << "this processor has no vectors";
    const std::string wide = generated.object.width == 8 ? "%zmm" : "%ymm";
    const std::string suffix = "_" + std::to_string(generated.object.width);
    for (const char* function :
         {"region.WW.cut1", "region.WW.cut5", "region.WW.cut6", "region.WW.cut7", "value.m_jj", "output.WW.cut7"}) {
        const std::string code = body(generated, function);
        EXPECT_TRUE(contains(code, wide)) << function << code;
        EXPECT_FALSE(contains(code, "vmulsd")) << function << " computes one event at a time" << code;
    }
    for (const char* function : {"object.electrons", "object.muons", "object.jets", "object.bjets"}) {
        EXPECT_TRUE(contains(body(generated, function), "collmc_compare"))
            << function << " is a call of what compares many objects at once";
    }
    EXPECT_TRUE(contains(body(generated, "region.WW.cut5"), "collmc_cos" + suffix));
    EXPECT_TRUE(contains(body(generated, "value.m_jj"), "collmc_sinh_cosh" + suffix));
    EXPECT_TRUE(contains(body(generated, "region.WW.cut7"), "collmc_hypot" + suffix));
    EXPECT_TRUE(contains(body(generated, "output.WW.cut7"), "collmc_atan2" + suffix));
    EXPECT_FALSE(contains(generated.assembly, "_1@PLT")) << "a scalar mathematical function is called";
}

std::size_t occurrences(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

TEST(Vectorisation, EachValueOfTheOutputsIsComputedOnce) {
    const Generated generated = compiled(Vectorisation::widest);
    const std::string call = "collmc_hypot_" + std::to_string(generated.object.width);
    EXPECT_EQ(occurrences(body(generated, "output.WW.cut7"), call), 1u) << "dR_jj is in a histogram and in the ntuple";
}

TEST(Vectorisation, CodeForAnExpensiveValueIsThereOnce) {
    const Generated generated = compiled(Vectorisation::widest);
    const std::string call = "collmc_sinh_cosh_" + std::to_string(generated.object.width);
    EXPECT_EQ(occurrences(generated.assembly, call), 2u) << "m_jj of two jets is in a cut and in the outputs";
    EXPECT_TRUE(contains(body(generated, "region.WW.cut6"), "value.m_jj"));
    EXPECT_TRUE(contains(body(generated, "output.WW.cut7"), "value.m_jj"));
}

TEST(Vectorisation, ScalarBackendHasNoVectors) {
    const Generated generated = compiled(Vectorisation::scalar);
    EXPECT_EQ(generated.object.width, 1);
    EXPECT_FALSE(contains(generated.assembly, "%ymm"));
    EXPECT_FALSE(contains(generated.assembly, "%zmm"));
    EXPECT_TRUE(contains(body(generated, "region.WW.cut5"), "collmc_cos_1"));
}

TEST(Vectorisation, NothingIsFused) {
    for (const Vectorisation vectorisation : {Vectorisation::scalar, Vectorisation::widest}) {
        const Generated generated = compiled(vectorisation);
        for (const char* fused : {"vfmadd", "vfmsub", "vfnmadd", "vfnmsub"}) {
            EXPECT_FALSE(contains(generated.assembly, fused)) << fused;
        }
    }
}

TEST(Vectorisation, IrIsNamedAfterTheProgram) {
    const Generated generated = compiled(Vectorisation::widest);
    for (const char* name : {"@object.jets(", "@region.WW.cut5(", "@output.WW.cut7(", "@analyse_block(",
                             "%mT_W =", "%m_jj =", "%\"leptons[0]\" =", "%\"jets[0].pt\" =", "%size_jets", "%active"}) {
        EXPECT_TRUE(contains(generated.llvm_ir, name)) << name;
    }
}

TEST(Vectorisation, ThisProcessorIsSufficient) { EXPECT_EQ(kernels::missing_cpu_features(), ""); }

}  // namespace
}  // namespace collmc::codegen::testing
