// Generated code that is kept for the next run: a folder with a file for each analysis, processor and compiler.
//
// Code from the folder is executed, so it is taken only from a folder and a file that belong to the user and that
// nobody else can write to; and only where its key, which is kept whole, and its checksum are right. Anything else is
// as if it were not there, and is replaced. Files appear by renaming, so processes may share the folder. Without a
// place to keep code (no folder, no right, no space) there is no cache; that is never an error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/machine/object.h"

namespace collmc::machine {

class CodeCache {
public:
    /// As much as the folder holds; beyond that the entries that were not used for longest go.
    static constexpr std::uint64_t kLimit = std::uint64_t{256} << 20;

    /// `folder` is made, with its parents, when there is something to keep; empty: nothing is found or kept.
    explicit CodeCache(std::filesystem::path folder, std::uint64_t limit = kLimit)
        : folder_(std::move(folder)), limit_(limit) {}

    /// What was kept under that key. Its layout has only the numbers of slots: `outputs` are those that the code fills.
    std::optional<Object> find(std::string_view key, const abi::WorkspaceLayout& outputs) const;

    /// Keeps the object, in place of what was kept under that key.
    void keep(std::string_view key, const Object& object) const;

    /// The name of a key's file in the folder.
    static std::string file_name(std::string_view key);

private:
    std::filesystem::path folder_;
    std::uint64_t limit_;
};

}  // namespace collmc::machine
