#include "runtime/lhco/source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/lhco/crc64.h"
#include "runtime/lhco/format.h"
#include "runtime/lhco/unpack.h"

namespace collmc::lhco {
namespace {

constexpr std::size_t kHeadSize = 4096;                  ///< bytes that formats are recognised by
constexpr std::size_t kReadSize = std::size_t{1} << 20;  ///< bytes the system is asked for at once

InputError open_error(const std::string& path, int code) {
    switch (code) {
        case ENOENT:
        case ENOTDIR:
            return {
                InputErrorKind::kMissing,
                fmt::format("There is no file {}. Check the path; relative paths begin at the current folder.", path)};
        case EACCES:
        case EPERM:
            return {
                InputErrorKind::kPermission,
                fmt::format("{} may not be read by this user. Change its permissions (chmod u+r) or its owner.", path)};
        default: return {InputErrorKind::kSystem, fmt::format("{} cannot be opened: {}.", path, std::strerror(code))};
    }
}

InputError directory_error(const std::string& path) {
    return {InputErrorKind::kDirectory,
            fmt::format("{} is a folder, not a file. Name the event files in it, for example {}/*.lhco.gz.", path,
                        path.ends_with('/') ? path.substr(0, path.size() - 1) : path)};
}

/// Refuses a folder; finds the size of a file.
std::optional<InputError> inspect(int descriptor, const std::string& path, std::uint64_t& file_size) {
    struct stat info;
    if (::fstat(descriptor, &info) != 0) return open_error(path, errno);
    if (S_ISDIR(info.st_mode)) return directory_error(path);
    if (S_ISREG(info.st_mode)) file_size = static_cast<std::uint64_t>(info.st_size);
    return std::nullopt;
}

}  // namespace

std::string named_checksum(std::uint64_t checksum) { return fmt::format("{}:{:016x}", kChecksumName, checksum); }

/// A file descriptor, the compressed stream on it if there is one, and bytes that were read ahead.
class ByteSource::State {
public:
    explicit State(std::string path) : path_(path == "-" ? "standard input" : std::move(path)) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
    }

    void open_and_recognise(bool standard_input) {
        descriptor_ = standard_input ? STDIN_FILENO : ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor_ < 0) {
            error_ = open_error(path_, errno);
            return;
        }
        error_ = inspect(descriptor_, path_, file_size_);
        if (error_) return;
        ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
        look_at_head();
    }

    std::shared_ptr<const TextFile> as_file() const {
        // Of the standard input another program may have read the begin.
        if (unpacker_ || error_ || file_size_ == 0 || descriptor_ == STDIN_FILENO) return nullptr;
        const int copy = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        return copy < 0 ? nullptr : std::make_shared<const TextFile>(path_, copy, file_size_);
    }

    std::size_t read(char* to, std::size_t size) {
        const std::size_t ready = std::min(size, ahead_.size() - ahead_used_);
        if (ready > 0) std::memcpy(to, ahead_.data() + ahead_used_, ready);
        ahead_used_ += ready;
        return ready + read_on(to + ready, size - ready);
    }

    const std::string path_;
    std::optional<InputError> error_;
    std::uint64_t file_size_ = 0;
    std::uint64_t position_ = 0;
    Crc64 checksum_;
    std::unique_ptr<Unpacker> unpacker_;

private:
    /// Reads the first bytes, decides whether they are compressed, and refuses what is not LHCO text.
    void look_at_head() {
        ahead_.resize(kHeadSize);
        ahead_.resize(read_stored(ahead_.data(), kHeadSize));
        if (error_) return;
        if (ahead_.empty()) {
            error_ = {InputErrorKind::kEmpty,
                      fmt::format("{} is empty (0 bytes). Check that the program that writes it has finished.", path_)};
            return;
        }
        unpacker_ = unpacker_for(ahead_);
        if (unpacker_) {
            packed_.assign(ahead_.begin(), ahead_.end());
            input_ = {packed_.data(), packed_.size()};
            std::string text(kHeadSize, '\0');
            text.resize(unpack(text.data(), text.size()));
            ahead_ = std::move(text);
        }
        if (const auto foreign = foreign_format(ahead_)) {
            error_ = {InputErrorKind::kForeignFormat,
                      fmt::format("{} is {}, not LHCO text. {}", path_, foreign->name, foreign->remedy)};
        }
    }

    std::size_t read_on(char* to, std::size_t size) {
        if (size == 0 || error_) return 0;
        return unpacker_ ? unpack(to, size) : read_stored(to, size);
    }

    /// Bytes as they are stored in the file.
    std::size_t read_stored(char* to, std::size_t size) {
        std::size_t done = 0;
        while (done < size) {
            const ssize_t got = ::read(descriptor_, to + done, std::min(size - done, kReadSize));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) {
                error_ = errno == EISDIR
                             ? directory_error(path_)
                             : InputError{InputErrorKind::kSystem, fmt::format("Reading {} failed at byte {}: {}.",
                                                                               path_, position_, std::strerror(errno))};
                break;
            }
            if (got == 0) break;
            checksum_.update(to + done, static_cast<std::size_t>(got));
            position_ += static_cast<std::uint64_t>(got);
            done += static_cast<std::size_t>(got);
        }
        return done;
    }

    /// Bytes of text from the compressed stream.
    std::size_t unpack(char* to, std::size_t size) {
        std::size_t done = 0;
        while (done < size && !error_) {
            const Unpacker::Step step = unpacker_->unpack(input_, to + done, size - done);
            done += step.written;
            if (step.status == Unpacker::Status::kMoreOutput) break;
            if (step.status == Unpacker::Status::kCorrupt) {
                error_ = {InputErrorKind::kCorrupt,
                          fmt::format("{} is damaged near byte {} of the {} file: {}. Fetch or write the file again; "
                                      "`{} -t` tests it.",
                                      path_, position_ - input_.size(), unpacker_->name(), unpacker_->cause(),
                                      unpacker_->name())};
                break;
            }
            if (!refill()) {
                if (error_ || step.status == Unpacker::Status::kBetween) break;
                error_ = {InputErrorKind::kTruncated,
                          fmt::format("{} ends too early: the {} data breaks off at byte {}. Fetch or write the file "
                                      "again; `{} -t` tests it.",
                                      path_, unpacker_->name(), position_, unpacker_->name())};
            }
        }
        return done;
    }

    bool refill() {
        packed_.resize(kReadSize);
        input_ = {packed_.data(), read_stored(packed_.data(), packed_.size())};
        return !input_.empty();
    }

    int descriptor_ = -1;
    std::string ahead_;  ///< text that was read to recognise the format, not yet delivered from ahead_used_ on
    std::size_t ahead_used_ = 0;
    std::vector<char> packed_;
    std::string_view input_;  ///< the part of packed_ that is not unpacked yet
};

ByteSource::ByteSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

ByteSource::Opened ByteSource::open(const std::string& path) {
    auto state = std::make_unique<State>(path);
    state->open_and_recognise(path == "-");
    // Damage inside the first bytes of a compressed file comes after the text before it: read() tells of it.
    const bool damaged = state->error_ && state->unpacker_ && state->error_->kind != InputErrorKind::kForeignFormat;
    if (state->error_ && !damaged) return {std::nullopt, std::move(state->error_)};
    return {ByteSource(std::move(state)), std::nullopt};
}

std::size_t ByteSource::read(char* to, std::size_t size) { return state_->read(to, size); }

const InputError* ByteSource::error() const { return state_->error_ ? &*state_->error_ : nullptr; }
const std::string& ByteSource::path() const { return state_->path_; }
std::string_view ByteSource::compression() const { return state_->unpacker_ ? state_->unpacker_->name() : ""; }
std::uint64_t ByteSource::file_size() const { return state_->file_size_; }
std::uint64_t ByteSource::file_position() const { return state_->position_; }
std::shared_ptr<const TextFile> ByteSource::as_file() const { return state_->as_file(); }
std::uint64_t ByteSource::checksum() const { return state_->checksum_.value(); }

}  // namespace collmc::lhco
