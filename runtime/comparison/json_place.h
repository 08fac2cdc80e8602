// A value of a JSON file with its place in it, so that what is wrong there can be said.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/comparison/read_results.h"

namespace collmc::comparison {

using Json = nlohmann::ordered_json;  // regions and histograms in the order of the file

/// Thrown while a file is read, and caught where reading it began.
struct Unreadable {
    ReadError error;
};

/// Lives no longer than the JSON it looks at.
class JsonPlace {
public:
    JsonPlace(const Json& json, std::string file) : json_(&json), file_(std::move(file)) {}

    const Json& json() const { return *json_; }
    const std::string& file() const { return file_; }
    const std::string& place() const { return place_; }

    bool has(const char* key) const { return json_->is_object() && json_->contains(key) && !(*json_)[key].is_null(); }

    /// The member, which must be there.
    JsonPlace at(const std::string& key) const {
        if (!json_->is_object()) fail("is not an object");
        const auto member = json_->find(key);
        if (member == json_->end()) fail(fmt::format("has no \"{}\"", key));
        return {*member, file_, place_.empty() ? key : place_ + "." + key};
    }

    /// The elements of what must be a list.
    std::vector<JsonPlace> elements() const {
        if (!json_->is_array()) fail("is not a list");
        std::vector<JsonPlace> list;
        for (std::size_t i = 0; i < json_->size(); ++i)
            list.push_back({(*json_)[i], file_, fmt::format("{}[{}]", place_, i)});
        return list;
    }

    /// Names and values of the members of what must be an object.
    std::vector<std::pair<std::string, JsonPlace>> members() const {
        if (!json_->is_object()) fail("is not an object");
        std::vector<std::pair<std::string, JsonPlace>> list;
        for (const auto& [key, value] : json_->items())
            list.emplace_back(key, JsonPlace{value, file_, place_.empty() ? key : place_ + "." + key});
        return list;
    }

    double number() const {
        if (!json_->is_number()) fail("is not a number");
        return json_->get<double>();
    }

    std::int64_t count() const {
        if (!json_->is_number_integer() || json_->get<std::int64_t>() < 0) fail("is not a count");
        return json_->get<std::int64_t>();
    }

    bool flag() const {
        if (!json_->is_boolean()) fail("is neither true nor false");
        return json_->get<bool>();
    }

    std::string text() const {
        if (!json_->is_string()) fail("is not a text");
        return json_->get<std::string>();
    }

    /// `what` says what is wrong with the value, and perhaps the remedy.
    [[noreturn]] void fail(const std::string& what) const {
        throw Unreadable{{file_, fmt::format("{}: {} {}", file_, place_.empty() ? "the file" : place_, what)}};
    }

private:
    JsonPlace(const Json& json, std::string file, std::string place)
        : json_(&json), file_(std::move(file)), place_(std::move(place)) {}

    const Json* json_;
    std::string file_, place_;
};

/// In read_cutflow.cpp and read_histograms.cpp: what the file holds, or Unreadable.
std::vector<Region> regions_in(const JsonPlace& file);
std::vector<Histogram> histograms_in(const JsonPlace& file);

}  // namespace collmc::comparison
