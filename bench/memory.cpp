// How long it takes to copy memory that is in no cache: bench_memory MEGABYTES prints the seconds of one copy.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: bench_memory MEGABYTES\n");
        return 2;
    }
    const std::size_t size = std::strtoul(argv[1], nullptr, 10) * 1000000;
    const std::vector<char> from(size, 1);
    std::vector<char> to(size, 2);  // written once, so that no page is missing
    const auto begin = std::chrono::steady_clock::now();
    std::memcpy(to.data(), from.data(), size);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    if (to[size / 2] != 1) return 1;
    std::printf("%.6f\n", seconds.count());
    return 0;
}
