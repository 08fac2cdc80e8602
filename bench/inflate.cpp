// What unpacking a gzip file costs without anything else: isa-l's inflate, checksums verified, into one buffer that
// stays in the cache. The limit for a run over compressed events.
//
//     bench_inflate EVENTS.lhco.gz      prints the bytes of text
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <vector>

int main(int argc, char** argv) {
    const int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    if (file < 0) {
        std::fprintf(stderr, "usage: bench_inflate EVENTS.lhco.gz\n");
        return 2;
    }
    std::vector<std::uint8_t> packed(std::size_t{1} << 20), text(std::size_t{1} << 20);
    inflate_state state;
    isal_inflate_init(&state);
    state.crc_flag = ISAL_GZIP;
    unsigned long long bytes = 0;
    while (true) {
        if (state.avail_in == 0) {
            const ssize_t got = read(file, packed.data(), packed.size());
            if (got < 0) return 3;
            if (got == 0) break;
            state.next_in = packed.data();
            state.avail_in = static_cast<std::uint32_t>(got);
        }
        state.next_out = text.data();
        state.avail_out = static_cast<std::uint32_t>(text.size());
        if (isal_inflate(&state) != ISAL_DECOMP_OK) return 4;
        bytes += text.size() - state.avail_out;
        if (state.block_state == ISAL_BLOCK_FINISH) isal_inflate_reset(&state);
    }
    std::printf("%llu\n", bytes);
    return 0;
}
