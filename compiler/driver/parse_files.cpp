// The command lines of what works on event files and on results.

#include <cmath>

#include "compiler/driver/command_options.h"
#include "compiler/driver/parse_commands.h"

namespace collmc::driver {

Arguments parse_pack(int argc, const char* const* argv) {
    CLI::App app("Packs events into a file that is read many times faster than text.", "collmc pack");
    PackArguments arguments;
    std::string on_bad_event = "fail";
    app.add_option("EVENTS", arguments.events, "LHCO files, plain or gzip, or packed ones; - is the standard input")
        ->required();
    app.add_option("-o,--output", arguments.output, "the packed file, EVENTS.lhcp")->option_text("FILE")->required();
    app.add_flag("--compress", arguments.compress, "compress the columns: smaller, and slower to read");
    app.add_option("--on-bad-event", on_bad_event,
                   "an unreadable row ends the packing (fail) or drops its event (skip)")
        ->option_text("fail|skip")
        ->check(CLI::IsMember(names(kOnBadEvent)));
    add_threads_option(app, arguments.threads);
    app.add_flag("--quiet", arguments.quiet, "print nothing but warnings and errors");
    return parse_with(app, argc, argv, [&]() -> Arguments {
        arguments.on_bad_event = kOnBadEvent.at(on_bad_event);
        if (arguments.output == "-") return usage_error("a packed file is no stream: name a file with -o");
        return arguments;
    });
}

Arguments parse_unpack(int argc, const char* const* argv) {
    CLI::App app("Writes packed events as LHCO text.", "collmc unpack");
    UnpackArguments arguments;
    app.add_option("EVENTS", arguments.events, "a packed file")->required();
    app.add_option("-o,--output", arguments.output, "the LHCO file; - is the standard output")
        ->option_text("FILE")
        ->required();
    add_threads_option(app, arguments.threads);
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

Arguments parse_info(int argc, const char* const* argv) {
    CLI::App app("Tells what a file of events holds.", "collmc info");
    InfoArguments arguments;
    app.add_option("EVENTS", arguments.events, "an LHCO file, plain or gzip, or a packed one")->required();
    app.add_flag("--json", arguments.json, "one JSON object, schema collmc.info/1");
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

Arguments parse_compare(int argc, const char* const* argv) {
    CLI::App app("Tells where the results of two runs differ, and by how much more than chance.", "collmc compare");
    CompareArguments arguments;
    comparison::Settings& settings = arguments.settings;
    bool same_events = false, independent = false;
    app.add_option("RESULTS1", arguments.first, "a results directory, or its cutflow.json or histograms.json")
        ->required();
    app.add_option("RESULTS2", arguments.second, "what it is compared with")->required();
    app.add_flag("--same-events", same_events, "both runs read the same events, whatever their records tell");
    app.add_flag("--independent", independent, "the runs read independent events, whatever their records tell");
    app.add_flag("--counts", settings.counts, "compare numbers of events, not efficiencies and shapes");
    app.add_option("--sigma", settings.sigma, "what counts as a difference, in standard deviations")->option_text("N");
    app.add_option("--tolerance", settings.tolerance, "differences below this part of the larger number do not count")
        ->option_text("X");
    app.add_flag("--exact", settings.exact, "every bit of every number counts");
    app.add_flag("--common", settings.common, "what only one side has does not count");
    app.add_flag("--json", arguments.json, "one JSON object, schema collmc.compare/1");
    return parse_with(app, argc, argv, [&]() -> Arguments {
        if (same_events && independent)
            return usage_error("events are the same or independent: give one of --same-events and --independent");
        if (settings.exact && (settings.tolerance || settings.sigma))
            return usage_error("--exact leaves no room for --tolerance or --sigma: give one of them");
        if (settings.tolerance && !(*settings.tolerance >= 0 && *settings.tolerance < 1))
            return usage_error("--tolerance takes a part from 0 to below 1, for instance 1e-12 or 0.02");
        if (settings.sigma && !(*settings.sigma > 0 && std::isfinite(*settings.sigma)))
            return usage_error("--sigma takes a number of standard deviations above 0, for instance 3");
        if (same_events || independent) settings.same_events = same_events;
        return arguments;
    });
}

}  // namespace collmc::driver
