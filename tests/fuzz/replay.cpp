// Runs a fuzz target without libFuzzer: each file of the corpus, then mutations of them from a fixed seed.
//
//     NAME_fuzz CORPUS [MUTATIONS]
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run(const std::string& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::vector<std::string> read_corpus(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> inputs;
    for (const auto& path : paths) {
        std::ifstream stream(path, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    return inputs;
}

/// Changes, removes, repeats or moves in a piece of another input.
std::string mutate(std::string input, const std::string& other, std::mt19937& random) {
    const auto below = [&](std::size_t bound) { return bound == 0 ? 0 : random() % bound; };
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
        const std::size_t at = below(input.size() + 1);
        const std::size_t length = std::min<std::size_t>(below(20), input.size() - at);
        switch (below(4)) {
            case 0: input.insert(at, 1, static_cast<char>(below(256))); break;
            case 1: input.erase(at, length); break;
            case 2: input.insert(at, input.substr(at, length)); break;
            default: input.insert(at, other.substr(below(other.size() + 1), below(20)));
        }
    }
    return input;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s CORPUS [MUTATIONS]\n", argv[0]);
        return 2;
    }
    const auto corpus = read_corpus(argv[1]);
    const int mutations = argc > 2 ? std::atoi(argv[2]) : 5000;
    if (corpus.empty()) {
        std::fprintf(stderr, "%s holds no inputs\n", argv[1]);
        return 1;
    }
    for (const auto& input : corpus) run(input);
    std::mt19937 random(1);
    for (int i = 0; i < mutations; ++i)
        run(mutate(corpus[random() % corpus.size()], corpus[random() % corpus.size()], random));
    std::printf("%zu inputs and %d mutations\n", corpus.size(), mutations);
    return 0;
}
