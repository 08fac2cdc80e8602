// How collmc ends. Documented in docs/command-line.md and the man page; scripts rely on these numbers.
#pragma once

namespace collmc::driver {

enum ExitCode : int {
    kDone = 0,
    kProgramErrors = 1,     ///< the analysis has errors
    kDifferent = 1,         ///< diff, compare: the two are not the same
    kUsage = 2,             ///< the command line is wrong
    kInputUnreadable = 3,   ///< an analysis, an event file or the library cannot be read
    kOutputUnwritable = 4,  ///< a result cannot be written
    kNoAnswer = 5,          ///< a language model gave no program: not reached, refused, too slow
    kInternalError = 70,    ///< our fault; a reproducer file was written
    kInterrupted = 130,     ///< Ctrl-C or SIGTERM
};

}  // namespace collmc::driver
