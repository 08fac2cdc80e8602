// The standard library and the schema of LHCO, and what happens when they are broken.
#include <set>

#include "check_support.h"
#include "compiler/diagnostics/source.h"
#include "runtime/abi/block.h"

namespace collmc::semantics {
namespace {

std::vector<std::string> names(ObjectType::Kind kind, std::uint32_t particles = 0) {
    return standard_library().schema->attribute_names({kind, particles});
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

TEST(StandardLibrary, ChecksClean) {
    diagnostics::Diagnostics diagnostics;
    check_library(standard_library(), diagnostics);
    EXPECT_EQ(diagnostics::render_text(diagnostics), "");
}

TEST(StandardLibrary, EveryFunctionIsDocumented) {
    std::set<std::string> functions;
    for (const syntax::Tree& tree : standard_library().trees) {
        for (const syntax::Declaration& declaration : tree.declarations) {
            if (declaration.kind == syntax::Declaration::Kind::define) continue;
            ASSERT_EQ(declaration.kind, syntax::Declaration::Kind::function);
            EXPECT_GT(declaration.function->documentation.size(), 10u) << declaration.function->name.text;
            EXPECT_TRUE(functions.insert(declaration.function->name.text).second) << declaration.function->name.text;
        }
    }
    EXPECT_GE(functions.size(), 35u);
}

// Reading only what an analysis may use changes nothing but the time it takes.
TEST(StandardLibrary, IsReadAsFarAsItIsUsed) {
    const auto read_for = [](const std::string& text) {
        diagnostics::SourceSet sources;
        diagnostics::Diagnostics problems;
        const diagnostics::SourceFile& analysis = sources.add("test.cut", text);
        const std::optional<Library> library = load_library("stdlib", sources, problems, &analysis);
        EXPECT_EQ(diagnostics::render_text(problems), "");
        EXPECT_EQ(library->functions, standard_library().functions);
        EXPECT_EQ(library->constants, standard_library().constants);
        const syntax::Tree tree = syntax::parse(analysis, problems);
        const std::optional<Program> program = check(tree, *library, problems);
        problems.sort();
        return (program ? print(*program) : "") + diagnostics::render_text(problems);
    };
    for (const char* folder : {"typed", "errors"}) {
        for (const fs::path& path : files_in(kGolden / folder, ".cut")) {
            const bool about_names = path.stem().string().substr(0, 3) == "E01" || folder == std::string("typed");
            if (!about_names) continue;
            SCOPED_TRACE(path.filename());
            const std::string text = read_file(path);
            const Checked whole(text);
            EXPECT_EQ(read_for(text), (whole.program ? print(*whole.program) : "") + whole.text());
        }
    }
    EXPECT_NE(read_for("region R\n    select deltaRR(MET, MET) > 1\n").find("deltaR"), std::string::npos);
}

TEST(Schema, ParticlesAreThoseOfTheBlock) {
    const Schema& schema = *standard_library().schema;
    ASSERT_EQ(schema.particles.size(), abi::kParticleNames.size());
    for (std::size_t i = 0; i < schema.particles.size(); ++i) {
        EXPECT_EQ(schema.particles[i].name, abi::kParticleNames[i]);
        EXPECT_EQ(schema.particles[i].block_particle, static_cast<int>(i));
    }
}

TEST(Schema, ObjectsHaveWhatTheFormatStores) {
    const auto jet = names(ObjectType::Kind::detector, 16);
    EXPECT_TRUE(has(jet, "btagged"));
    EXPECT_FALSE(has(jet, "charge"));
    const auto muon = names(ObjectType::Kind::detector, 4);
    EXPECT_TRUE(has(muon, "charge"));
    EXPECT_FALSE(has(muon, "btag"));  // the column holds the number of the nearest jet
    EXPECT_TRUE(has(names(ObjectType::Kind::detector, 8), "prongs"));
    EXPECT_FALSE(has(names(ObjectType::Kind::detector, 1), "charge"));
    const std::vector<std::string> transverse = {"pt", "phi", "px", "py"};
    EXPECT_EQ(names(ObjectType::Kind::met), transverse);
    EXPECT_EQ(names(ObjectType::Kind::transverse), transverse);
    EXPECT_EQ(names(ObjectType::Kind::momentum),
              (std::vector<std::string>{"pt", "eta", "phi", "mass", "energy", "px", "py", "pz", "p", "rapidity"}));
}

TEST(Schema, UnionsHaveWhatTheirMembersShare) {
    const auto leptons = names(ObjectType::Kind::detector, 2 | 4 | 8);
    EXPECT_TRUE(has(leptons, "charge"));
    EXPECT_TRUE(has(leptons, "flavor"));
    EXPECT_FALSE(has(leptons, "prongs"));
    EXPECT_FALSE(has(names(ObjectType::Kind::detector, 1 | 2), "charge"));
}

std::string load(const std::string& json) {
    diagnostics::SourceSet sources;
    diagnostics::Diagnostics diagnostics;
    const auto schema = load_schema(sources.add("schema.json", json), standard_library().trees, sources, diagnostics);
    EXPECT_EQ(schema == nullptr, diagnostics.has_errors());
    return diagnostics.all().empty() ? "" : diagnostics.all().back().message;
}

std::string schema_with(const std::string& old_text, const std::string& new_text) {
    std::string json = read_file(fs::path(SOURCE_DIR) / "stdlib" / "schema" / "lhco.json");
    const std::size_t at = json.find(old_text);
    EXPECT_NE(at, std::string::npos) << old_text;
    return json.replace(at, old_text.size(), new_text);
}

TEST(Schema, BrokenFilesAreExplained) {
    EXPECT_EQ(load(schema_with("LHCO", "LHCO")), "");
    EXPECT_NE(load("{").find("parse error"), std::string::npos);
    EXPECT_NE(load("{}").find("format"), std::string::npos);
    EXPECT_NE(load(schema_with("\"column\": \"pt\"", "\"column\": \"pT\"")).find("no column"), std::string::npos);
    EXPECT_NE(load(schema_with("\"Photon\"", "\"Foton\"")).find("no particle"), std::string::npos);
    EXPECT_NE(load(schema_with("pt * cosh(eta))^2", "pt * cosh(eta))^3")).find("see above"), std::string::npos);
    EXPECT_NE(load(schema_with("\"formula\": \"pt * cosh(eta)\"", "\"formula\": \"p\"")).find("needs itself"),
              std::string::npos);
    EXPECT_NE(load(schema_with("\"formula\": \"pt * cosh(eta)\"", "\"formula\": \"eta\"")).find("declared as"),
              std::string::npos);
    EXPECT_NE(load(schema_with("\"formula\": \"sign(ntrk)\"", "\"formula\": \"HT(ntrk)\"")).find("see above"),
              std::string::npos);
    EXPECT_NE(load(schema_with("{\"name\": \"pz\", \"type\": \"Energy\", \"formula\": \"pt * sinh(eta)\"",
                               "{\"name\": \"pl\", \"type\": \"Energy\", \"formula\": \"pt * sinh(eta)\""))
                  .find("see above"),
              std::string::npos);
}

TEST(StandardLibrary, AMissingOneIsABrokenInstallation) {
    diagnostics::SourceSet sources;
    diagnostics::Diagnostics diagnostics;
    EXPECT_FALSE(load_library("/nowhere", sources, diagnostics));
    ASSERT_EQ(diagnostics.all().size(), 1u);
    EXPECT_EQ(diagnostics.all()[0].code, "E0901");
}

}  // namespace
}  // namespace collmc::semantics
