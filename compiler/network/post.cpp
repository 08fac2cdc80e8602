#include "compiler/network/post.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <memory>

namespace collmc::network {

using model::HttpReply;
using model::Settings;

namespace {

constexpr std::size_t kMostOfAnError = 16 << 10;

struct Transfer {
    CURL* handle = nullptr;
    const std::atomic<bool>* stop = nullptr;
    const std::function<bool(std::string_view)>* sink = nullptr;
    HttpReply reply;
    bool stopped = false;
};

bool is_success(CURL* handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status < 300;
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    if (!is_success(transfer.handle)) {
        std::string& body = transfer.reply.body;
        body.append(data, std::min(size, kMostOfAnError - std::min(body.size(), kMostOfAnError)));
        return size;
    }
    if ((*transfer.sink)({data, size})) return size;
    transfer.stopped = true;
    return 0;
}

/// Seconds, or a date; https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
std::optional<double> seconds_until(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
    double seconds = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (failure == std::errc() && end == text.data() + text.size() && std::isfinite(seconds))
        return std::max(0.0, seconds);
    const std::time_t date = curl_getdate(std::string(text).c_str(), nullptr);
    if (date < 0) return std::nullopt;
    return std::max(0.0, std::difftime(date, std::time(nullptr)));
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    const std::string_view line(data, size);
    constexpr std::string_view name = "retry-after:";
    const bool same =
        line.size() > name.size() && std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) {
            return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
        });
    if (same) transfer.reply.retry_after = seconds_until(line.substr(name.size()));
    return size;
}

int look_at_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(user)->stop->load() ? 1 : 0;
}

HttpReply::End end_of(CURLcode code, const Transfer& transfer) {
    switch (code) {
        case CURLE_OK: return HttpReply::End::done;
        case CURLE_ABORTED_BY_CALLBACK: return HttpReply::End::interrupted;
        case CURLE_WRITE_ERROR: return transfer.stopped ? HttpReply::End::stopped : HttpReply::End::broken;
        case CURLE_OPERATION_TIMEDOUT: return HttpReply::End::timeout;
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_GOT_NOTHING:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM: return HttpReply::End::broken;
        default: return HttpReply::End::unreachable;
    }
}

struct Global {
    Global() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    ~Global() { curl_global_cleanup(); }
};

}  // namespace

HttpReply post(const Settings& settings, const std::string& url, const std::string& body, const std::string& key,
               const std::atomic<bool>& stop, const std::function<bool(std::string_view)>& sink) {
    static const Global global;
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), &curl_easy_cleanup);
    Transfer transfer{handle.get(), &stop, &sink, {}, false};
    if (!handle) {
        transfer.reply.end = HttpReply::End::unreachable;
        transfer.reply.error = "libcurl does not start";
        return transfer.reply;
    }
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, &curl_slist_free_all);
    const auto add_header = [&](const std::string& line) {
        headers.reset(curl_slist_append(headers.release(), line.c_str()));
    };
    add_header("Content-Type: application/json");
    add_header("Accept: text/event-stream, application/json");
    add_header("Expect:");  // no waiting for a 100
    if (!key.empty()) add_header("Authorization: Bearer " + key);

    const auto milliseconds = [](double seconds) { return static_cast<long>(std::ceil(seconds * 1000)); };
    char error[CURL_ERROR_SIZE] = "";
    CURL* curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "collmc/" COLLMC_VERSION);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(settings.connect_seconds));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds(settings.total_seconds));
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(std::ceil(settings.silent_seconds)));
    if (!settings.proxy.empty()) curl_easy_setopt(curl, CURLOPT_PROXY, settings.proxy.c_str());
    if (!settings.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_at_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);

    const CURLcode code = curl_easy_perform(curl);
    transfer.reply.end = end_of(code, transfer);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &transfer.reply.status);
    if (code != CURLE_OK) transfer.reply.error = *error ? error : curl_easy_strerror(code);
    return transfer.reply;
}

}  // namespace collmc::network
