#include "runtime/report/output_directory.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "tests/unit/report/scratch_directory.h"

namespace collmc::report {
namespace {

using Names = std::vector<std::string>;
namespace fs = std::filesystem;

std::string manifest(const Names& files) {
    std::string text = "{\"files\": [";
    for (const std::string& name : files) text += (text.back() == '[' ? "\"" : ", \"") + name + "\"";
    return text + "]}\n";
}

/// A whole run that writes the given files, each with `text`, and a run.json that lists them.
std::optional<OutputError> run(const fs::path& target, Names files, const std::string& text) {
    OutputDirectory directory(target);
    if (auto error = directory.begin()) return error;
    for (const std::string& name : files) {
        if (auto error = directory.write(name, text)) return error;
    }
    files.emplace_back(kManifestName);
    if (auto error = directory.write(kManifestName, manifest(files))) return error;
    return directory.commit();
}

TEST(OutputDirectory, ANewDirectoryAppearsWhole) {
    const ScratchDirectory scratch;
    OutputDirectory directory(scratch / "a/b/out/");
    ASSERT_FALSE(directory.begin());
    ASSERT_FALSE(directory.write("cutflow.json", "{}"));
    ASSERT_FALSE(directory.write("plots/WW_met.png", "png"));
    EXPECT_FALSE(fs::exists(scratch / "a/b/out"));
    ASSERT_FALSE(directory.commit());
    EXPECT_EQ(tree_of(scratch.path()),
              (Names{"a/", "a/b/", "a/b/out/", "a/b/out/cutflow.json", "a/b/out/plots/", "a/b/out/plots/WW_met.png"}));
    EXPECT_EQ(directory.files(), (Names{"cutflow.json", "plots/WW_met.png"}));
}

TEST(OutputDirectory, WhatIsNotCommittedLeavesNoTrace) {
    const ScratchDirectory scratch;
    ASSERT_FALSE(run(scratch / "old", {"cutflow.json"}, "first"));
    {
        OutputDirectory fresh(scratch / "new/out"), existing(scratch / "old");
        for (OutputDirectory* directory : {&fresh, &existing}) {
            ASSERT_FALSE(directory->begin());
            ASSERT_FALSE(directory->write("cutflow.json", "second"));
        }
    }
    EXPECT_EQ(tree_of(scratch.path()), (Names{"old/", "old/cutflow.json", "old/run.json"}));
    EXPECT_EQ(text_of(scratch / "old/cutflow.json"), "first");
}

TEST(OutputDirectory, ANewRunReplacesItsOwnFilesAndNothingElse) {
    const ScratchDirectory scratch;
    const fs::path out = scratch / "out";
    ASSERT_FALSE(run(out, {"cutflow.json", "old.csv", "plots/gone.png"}, "first"));
    put_text(out / "notes.txt", "mine");
    put_text(out / "plots/mine.png", "mine");
    ASSERT_FALSE(run(out, {"cutflow.json", "new.csv"}, "second"));
    EXPECT_EQ(tree_of(out), (Names{"cutflow.json", "new.csv", "notes.txt", "plots/", "plots/mine.png", "run.json"}));
    EXPECT_EQ(text_of(out / "cutflow.json"), "second");
    EXPECT_EQ(text_of(out / "notes.txt"), "mine");
}

TEST(OutputDirectory, FoldersThatOnlyHeldOldFilesGo) {
    const ScratchDirectory scratch;
    ASSERT_FALSE(run(scratch / "out", {"plots/a.png", "plots/b.png"}, "first"));
    ASSERT_FALSE(run(scratch / "out", {"cutflow.json"}, "second"));
    EXPECT_EQ(tree_of(scratch / "out"), (Names{"cutflow.json", "run.json"}));
}

TEST(OutputDirectory, AFileInTheWayThatIsNotOursIsKept) {
    const ScratchDirectory scratch;
    put_text(scratch / "mlp.csv", "mine");
    put_text(scratch / "mlp.csv~", "also mine");
    OutputDirectory directory(scratch.path());
    ASSERT_FALSE(directory.begin());
    ASSERT_FALSE(directory.write("mlp.csv", "rows"));
    ASSERT_FALSE(directory.commit());
    EXPECT_EQ(tree_of(scratch.path()), (Names{"mlp.csv", "mlp.csv~", "mlp.csv~2"}));
    EXPECT_EQ(text_of(scratch / "mlp.csv"), "rows");
    EXPECT_EQ(text_of(scratch / "mlp.csv~2"), "mine");
    ASSERT_EQ(directory.kept().size(), 1u);
    EXPECT_EQ(directory.kept()[0], (std::pair<std::string, std::string>{"mlp.csv", "mlp.csv~2"}));
}

TEST(OutputDirectory, AListThatPointsOutsideIsNotFollowed) {
    const ScratchDirectory scratch;
    put_text(scratch / "precious", "mine");
    fs::create_directory(scratch / "out");
    put_text(scratch / "out/run.json", manifest({"../precious", (scratch / "precious").string(), "run.json"}));
    ASSERT_FALSE(run(scratch / "out", {"cutflow.json"}, "x"));
    EXPECT_EQ(text_of(scratch / "precious"), "mine");
    put_text(scratch / "out/run.json", "no JSON at all");
    ASSERT_FALSE(run(scratch / "out", {"cutflow.json"}, "y"));
    EXPECT_EQ(text_of(scratch / "out/cutflow.json"), "y");
}

TEST(OutputDirectory, AFailedCommitUndoesItsSteps) {
    const ScratchDirectory scratch;
    const fs::path out = scratch / "out";
    ASSERT_FALSE(run(out, {"a.csv", "stale.csv"}, "first"));
    put_text(out / "b.csv", "mine");
    fs::create_directories(out / "z.csv/inside");
    const Names before = tree_of(out);
    const auto error = run(out, {"a.csv", "b.csv", "plots/p.png", "z.csv"}, "second");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->path, (out / "z.csv").string());
    EXPECT_EQ(error->cause, "a directory of that name is in the way");
    EXPECT_EQ(tree_of(out), before);
    EXPECT_EQ(text_of(out / "a.csv"), "first");
    EXPECT_EQ(text_of(out / "b.csv"), "mine");
    EXPECT_EQ(text_of(out / "stale.csv"), "first");
}

TEST(OutputDirectory, AFullDiskIsNoticed) {
    const ScratchDirectory scratch;
    ASSERT_FALSE(run(scratch / "out", {"cutflow.json"}, "first"));
    {
        OutputDirectory directory(scratch / "out");
        ASSERT_FALSE(directory.begin());
        for (const std::string name : {"cutflow.json", "mlp.csv"}) {
            std::optional<OutputError> none;
            fs::create_symlink("/dev/full", directory.staging_path(name, none));
            ASSERT_FALSE(none);
        }
        const auto error = directory.write("cutflow.json", "second");
        ASSERT_TRUE(error);
        EXPECT_EQ(error->message(), "cannot write " + (scratch / "out/cutflow.json").string() +
                                        ": no space left on the device; free some space, or choose another directory "
                                        "with -o DIR");
        std::optional<OutputError> streaming;
        const auto file = directory.open("mlp.csv", streaming);
        ASSERT_TRUE(file && !streaming);
        for (int i = 0; i < 100 && !streaming; ++i) streaming = file->append(std::string(10'000, 'x'));
        ASSERT_TRUE(streaming);
        EXPECT_EQ(streaming->cause, "no space left on the device");
    }
    EXPECT_EQ(tree_of(scratch / "out"), (Names{"cutflow.json", "run.json"}));
    EXPECT_EQ(text_of(scratch / "out/cutflow.json"), "first");
}

TEST(OutputDirectory, PiecesAddUpToTheFile) {
    const ScratchDirectory scratch;
    OutputDirectory directory(scratch / "out");
    ASSERT_FALSE(directory.begin());
    std::optional<OutputError> error;
    const auto file = directory.open("mlp.csv", error);
    ASSERT_TRUE(file);
    std::string expected;
    for (int i = 0; i < 3000; ++i) {
        const std::size_t size = i % 97 == 0 ? 70'000 : i % 883 == 0 ? 700'000 : i == 1000 ? 1 << 17 : i % 200;
        const std::string piece(size, static_cast<char>('a' + i % 26));
        ASSERT_FALSE(file->append(piece));
        expected += piece;
    }
    ASSERT_FALSE(file->close());
    ASSERT_FALSE(directory.commit());
    EXPECT_TRUE(text_of(scratch / "out/mlp.csv") == expected);
}

TEST(OutputDirectory, PlacesThatCannotBeWrittenAreToldAtTheStart) {
    const ScratchDirectory scratch;
    put_text(scratch / "file", "x");
    const auto begin = [](const fs::path& target) { return OutputDirectory(target).begin(); };
    const auto file = begin(scratch / "file");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->cause, "a file of that name exists");
    const auto below = begin(scratch / "file/out");
    ASSERT_TRUE(below);
    EXPECT_EQ(below->cause, "a part of the path is a file, not a directory");
    const auto long_name = begin(scratch / "new" / std::string(300, 'n') / "out");
    ASSERT_TRUE(long_name);
    EXPECT_EQ(long_name->cause, "the name is too long");
    EXPECT_TRUE(begin("/proc/out"));
    EXPECT_EQ(tree_of(scratch.path()), Names{"file"});
}

TEST(OutputDirectory, AKilledRunChangesNothingAndTheNextOneClearsUp) {
    const ScratchDirectory scratch;
    ASSERT_FALSE(run(scratch / "old", {"cutflow.json"}, "first"));
    for (const char* name : {"old", "new"}) {
        const pid_t child = ::fork();
        if (child == 0) {
            OutputDirectory directory(scratch / name);
            const bool written = !directory.begin() && !directory.write("cutflow.json", "second");
            ::kill(::getpid(), written ? SIGKILL : SIGTERM);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_EQ(WTERMSIG(status), SIGKILL);
    }
    EXPECT_FALSE(fs::exists(scratch / "new"));
    EXPECT_EQ(text_of(scratch / "old/cutflow.json"), "first");
    EXPECT_GT(tree_of(scratch.path()).size(), 3u);  // what was left behind

    ASSERT_FALSE(run(scratch / "old", {"cutflow.json"}, "third"));
    ASSERT_FALSE(run(scratch / "new", {"cutflow.json"}, "third"));
    EXPECT_EQ(tree_of(scratch.path()),
              (Names{"new/", "new/cutflow.json", "new/run.json", "old/", "old/cutflow.json", "old/run.json"}));
}

TEST(OutputDirectory, AllOfThisProcessCanBeAbandonedFromOutside) {
    const ScratchDirectory scratch;
    OutputDirectory first(scratch / "a"), second(scratch / "b");
    ASSERT_FALSE(first.begin() || second.begin());
    ASSERT_FALSE(first.write("plots/x.png", "x"));
    std::thread(abandon_all_output).join();
    EXPECT_EQ(tree_of(scratch.path()), Names{});
}

TEST(OutputDirectory, DiscardedFilesAreNotPartOfTheResults) {
    const ScratchDirectory scratch;
    OutputDirectory directory(scratch / "out");
    ASSERT_FALSE(directory.begin());
    ASSERT_FALSE(directory.write("plots/x.png", "x"));
    ASSERT_FALSE(directory.write("cutflow.json", "{}"));
    directory.discard("plots/x.png");
    ASSERT_FALSE(directory.commit());
    EXPECT_EQ(tree_of(scratch / "out"), Names{"cutflow.json"});
    EXPECT_EQ(directory.files(), Names{"cutflow.json"});
}

}  // namespace
}  // namespace collmc::report
