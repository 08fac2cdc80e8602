// `collmc pack` and `collmc unpack`: events between LHCO text and packed files. The format is runtime/packed/format.h;
// here files are named and the outcome is told.

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "compiler/driver/commands.h"
#include "compiler/driver/cores.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/text.h"
#include "runtime/packed/pack.h"
#include "runtime/report/output_error.h"

namespace collmc::driver {

namespace {

int unwritable(const std::string& path, int failure) {
    report::OutputError error = report::output_error(path, failure);
    if (failure == EEXIST) error.cause = "it is no regular file";
    error.remedy = failure == ENOSPC || failure == EDQUOT ? "free some space, or name another file with -o"
                                                          : "name another file with -o";
    print_error(error.message());
    return kOutputUnwritable;
}

/// How a command ends whose outcome is not good.
int exit_code_of(const packed::Outcome& outcome, const std::string& output) {
    if (outcome.interrupted) {
        print_message("collmc: interrupted; nothing was written\n");
        return kInterrupted;
    }
    if (outcome.error) {
        print_error(*outcome.error + "\nNothing was written.");
        return kInputUnreadable;
    }
    return unwritable(output, outcome.write_failure);
}

void print_summary(const PackArguments& arguments, const packed::Packed& done) {
    std::uint64_t bytes = 0;
    for (const packed::Source& source : done.directory.sources) bytes += source.bytes;
    const auto events = static_cast<double>(done.directory.events);
    print_output(fmt::format(
        "{}: {}, {} bytes ({:.1f} per event)\npacked from {} bytes\n", arguments.output,
        counted(done.directory.events, "event"), with_thousands(static_cast<std::int64_t>(done.bytes)),
        events > 0 ? static_cast<double>(done.bytes) / events : 0.0, with_thousands(static_cast<std::int64_t>(bytes))));
}

void warn_of_bad_events(const packed::Directory& directory) {
    for (const packed::Source& source : directory.sources) {
        if (source.bad_events == 0) continue;
        print_warning(fmt::format("{}: {} left out because of an unreadable row; the first: {}", source.path,
                                  counted(source.bad_events, "event"), source.first_bad_row));
    }
}

}  // namespace

int pack_command(const PackArguments& arguments, Interruption& interruption) {
    packed::NewFile file;
    if (const int failure = file.create(arguments.output)) return unwritable(arguments.output, failure);
    packed::PackOptions options;
    options.compression = arguments.compress ? packed::Compression::zstd : packed::Compression::none;
    options.on_bad_event = arguments.on_bad_event;
    options.threads = arguments.threads > 0 ? arguments.threads : usable_cores();
    options.stop = &interruption.stop();
    const packed::Packed done = packed::pack(arguments.events, file, options);
    if (!done.good()) return exit_code_of(done, arguments.output);
    interruption.protect();
    if (const int failure = file.commit()) return unwritable(arguments.output, failure);
    warn_of_bad_events(done.directory);
    if (!arguments.quiet) print_summary(arguments, done);
    return kDone;
}

int unpack_command(const UnpackArguments& arguments, Interruption& interruption) {
    const packed::File::Opened opened = packed::File::open(arguments.events);
    if (opened.error) {
        print_error(opened.error->message);
        return kInputUnreadable;
    }
    const bool to_stdout = arguments.output == "-";
    packed::NewFile file;
    const int failure = to_stdout ? file.use(STDOUT_FILENO) : file.create(arguments.output);
    if (failure != 0) return unwritable(arguments.output, failure);
    const int threads = arguments.threads > 0 ? arguments.threads : usable_cores();
    const packed::Outcome outcome = packed::unpack(*opened.file, file, threads, &interruption.stop());
    if (to_stdout && outcome.write_failure == EPIPE) return kDone;  // a reader that has seen enough
    if (!outcome.good()) return exit_code_of(outcome, arguments.output);
    interruption.protect();
    if (const int error = file.commit(); error != 0 && !(to_stdout && error == EPIPE))
        return unwritable(arguments.output, error);
    return kDone;
}

}  // namespace collmc::driver
