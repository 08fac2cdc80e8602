#include "runtime/report/plots.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>

#include "runtime/report/child_process.h"
#include "runtime/report/file_names.h"
#include "runtime/report/latex_label.h"
#include "runtime/report/plot_script.h"

namespace collmc::report {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPlotsWorthAProcess = 3;  // starting gnuplot takes as long as one or two plots
constexpr unsigned kMostProcesses = 4;

std::string_view extension(PlotFormat format) {
    switch (format) {
        case PlotFormat::png: return "png";
        case PlotFormat::pdf: return "pdf";
        case PlotFormat::svg: return "svg";
    }
    return {};
}

/// What the last bytes of a complete file of the format contain.
std::string_view end_mark(PlotFormat format) {
    switch (format) {
        case PlotFormat::png: return "IEND";
        case PlotFormat::pdf: return "%%EOF";
        case PlotFormat::svg: return "</svg>";
    }
    return {};
}

/// gnuplot does not always notice that a file could not be written to its end.
bool is_complete(const fs::path& path, PlotFormat format) {
    constexpr std::streamoff kTail = 64;
    std::ifstream stream(path, std::ios::binary | std::ios::ate);
    if (!stream) return false;
    const std::streamoff size = stream.tellg();
    stream.seekg(std::max<std::streamoff>(0, size - kTail));
    const std::string tail{std::istreambuf_iterator<char>(stream), {}};
    return tail.find(end_mark(format)) != std::string::npos;
}

std::string contents_of(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(stream), {}};
}

bool disk_is_full(const fs::path& path) {
    struct statvfs status;
    constexpr unsigned long kAlmostNothing = 1 << 18;
    return ::statvfs(path.c_str(), &status) == 0 && status.f_bavail * status.f_frsize < kAlmostNothing;
}

/// The line of gnuplot's complaint that says what is wrong; the others repeat the command and point into it.
std::string complaint(const std::string& text) {
    std::string best = "it failed without a message";
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = text.substr(begin, end - begin);
        if (line.find(", line ") != std::string::npos) return line;
        if (line.find_first_not_of(" \t^") != std::string::npos) best = line;
        begin = end + 1;
    }
    return best;
}

class Drawing {
public:
    Drawing(const results::OutputSpec& spec, const results::Results& results, const PlotOptions& options,
            OutputDirectory& directory)
        : spec_(spec), results_(results), options_(options), directory_(directory) {}

    PlotReport run() {
        prepare();
        if (!report_.error) start();
        for (Worker& worker : workers_) finish(worker);
        if (!started_ || report_.error) discard_all();
        return std::move(report_);
    }

private:
    struct Worker {
        std::string script, stderr_file;  // names in the output directory
        ChildProcess process;
    };

    void prepare() {
        const std::vector<std::string> names = plot_names(spec_);
        for (std::size_t i = 0; i < spec_.histograms.size() && !report_.error; ++i) {
            const results::HistogramSpec& histogram = spec_.histograms[i];
            if (!is_drawn(spec_, histogram)) continue;
            Plot plot;
            plot.spec = &histogram;
            plot.contents = &results_.histograms[i];
            plot.analysis = spec_.analysis;
            plot.region = spec_.regions[histogram.region].name;
            add_labels(histogram, plot);
            add_variations(histogram, plot);
            for (const PlotFormat format : options_.formats) {
                report_.files.push_back(fmt::format("plots/{}.{}", names[i], extension(format)));
                formats_.push_back(format);
                // Absolute: gnuplot must find it from wherever it runs.
                plot.outputs.push_back(directory_.staging_path(report_.files.back(), report_.error));
            }
            paths_.insert(paths_.end(), plot.outputs.begin(), plot.outputs.end());
            plots_.push_back(std::move(plot));
        }
    }

    /// The label is that of the axis, or, where there are two, of the plot.
    void add_labels(const results::HistogramSpec& histogram, Plot& plot) {
        for (const results::AxisSpec& axis : histogram.axes) plot.axis_labels.push_back(gnuplot_plain(axis.expression));
        if (histogram.label.empty()) return;
        (histogram.axes.size() == 1 ? plot.axis_labels.front() : plot.title) = label_markup(histogram);
    }

    void add_variations(const results::HistogramSpec& nominal, Plot& plot) {
        for (std::size_t i = 0; i < spec_.histograms.size(); ++i) {
            const results::HistogramSpec& other = spec_.histograms[i];
            const results::RegionSpec& region = spec_.regions[other.region];
            const bool same = other.name == nominal.name && region.name == spec_.regions[nominal.region].name;
            if (same && !region.variation.empty())
                plot.variations.emplace_back(region.variation, &results_.histograms[i]);
        }
    }

    std::string label_markup(const results::HistogramSpec& histogram) {
        GnuplotLabel label = gnuplot_label(histogram.label);
        for (const std::string& command : label.unknown) {
            report_.warnings.push_back(
                fmt::format("the label of histogram {} uses {}, which is not known here and is "
                            "shown as plain text",
                            histogram.name, command));
        }
        return std::move(label.text);
    }

    /// Divides the plots among the gnuplot processes and starts them.
    void start() {
        const std::size_t most = std::max<std::size_t>(1, plots_.size() / kPlotsWorthAProcess);
        const unsigned cores = std::clamp(std::thread::hardware_concurrency(), 1u, kMostProcesses);
        const std::size_t count = std::min<std::size_t>(options_.processes > 0 ? options_.processes : cores, most);
        for (std::size_t worker = 0; worker < count && !report_.error; ++worker) {
            std::vector<Plot> share;
            for (std::size_t i = worker; i < plots_.size(); i += count) share.push_back(plots_[i]);
            const std::string script = fmt::format(".plots-{}.gp", worker),
                              errors = fmt::format(".plots-{}.err", worker);
            report_.error = directory_.write(script, plot_script(share, options_));
            const fs::path script_path = directory_.staging_path(script, report_.error);
            const fs::path errors_path = directory_.staging_path(errors, report_.error);
            workers_.push_back(
                {script, errors, ChildProcess(options_.gnuplot, {"-d", script_path.string()}, errors_path)});
            if (const int failure = workers_.back().process.start_error()) return warn_not_started(failure);
        }
        started_ = true;
    }

    void warn_not_started(int failure) {
        report_.warnings.push_back(
            failure == ENOENT
                ? "no plots were drawn: gnuplot is not installed; install it with `apt install gnuplot-nox`, or pass "
                  "--no-plots"
                : fmt::format("no plots were drawn: gnuplot could not be started ({}); --no-plots leaves them out",
                              std::strerror(failure)));
    }

    /// Waits for a process and looks at what it said; the output of all is checked once the last has ended.
    void finish(Worker& worker) {
        if (!worker.process.wait()) failed_ = true;
        std::optional<OutputError> ignored;
        complaints_ += contents_of(directory_.staging_path(worker.stderr_file, ignored));
        directory_.discard(worker.script);
        directory_.discard(worker.stderr_file);
        if (&worker == &workers_.back() && started_ && !report_.error) check();
    }

    void check() {
        for (std::size_t i = 0; i < paths_.size(); ++i) {
            if (is_complete(paths_[i], formats_[i])) continue;
            const std::string shown = directory_.shown(report_.files[i]);
            report_.error = disk_is_full(paths_[i].parent_path())
                                ? output_error(shown, ENOSPC)
                                : OutputError{shown, "gnuplot says: " + complaint(complaints_),
                                              "run with --no-plots to write the other results"};
            return;
        }
        if (failed_ || !complaints_.empty()) {
            report_.warnings.push_back("gnuplot says: " + complaint(complaints_));
        }
    }

    void discard_all() {
        for (const std::string& name : report_.files) directory_.discard(name);
        report_.files.clear();
    }

    const results::OutputSpec& spec_;
    const results::Results& results_;
    const PlotOptions& options_;
    OutputDirectory& directory_;
    std::vector<Plot> plots_;
    std::vector<fs::path> paths_;      ///< of report_.files, in the same order
    std::vector<PlotFormat> formats_;  ///< likewise
    std::vector<Worker> workers_;
    std::string complaints_;
    bool started_ = false, failed_ = false;
    PlotReport report_;
};

}  // namespace

bool is_drawn(const results::OutputSpec& spec, const results::HistogramSpec& histogram) {
    return histogram.kind != results::HistogramSpec::Kind::grid && spec.regions[histogram.region].variation.empty();
}

PlotReport draw_plots(const results::OutputSpec& spec, const results::Results& results, const PlotOptions& options,
                      OutputDirectory& directory) {
    const bool any = std::any_of(spec.histograms.begin(), spec.histograms.end(),
                                 [&](const auto& histogram) { return is_drawn(spec, histogram); });
    if (!any || options.formats.empty()) return {};
    return Drawing(spec, results, options, directory).run();
}

}  // namespace collmc::report
