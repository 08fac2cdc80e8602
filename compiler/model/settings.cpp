#include "compiler/model/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <utility>

namespace collmc::model {

namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kMostBytes = 1 << 20;  // of a models.json, of a key file

constexpr std::array<std::pair<std::string_view, GrammarField>, 8> kGrammarFields = {{
    {"none", GrammarField::none},
    {"grammar", GrammarField::grammar},
    {"structured_outputs", GrammarField::structured_outputs},
    {"guided_grammar", GrammarField::guided_grammar},
    {"ebnf", GrammarField::ebnf},
    {"response_format", GrammarField::response_format},
    {"custom_tool", GrammarField::custom_tool},
    {"json_schema", GrammarField::json_schema},
}};

/// Reads the members of an object, and tells what is wrong with the first that is not as it should be.
class Reader {
public:
    Reader(const Json& object, std::string place, std::string& error)
        : object_(object), place_(std::move(place)), error_(error) {
        if (!object.is_object()) fail("", "is not an object");
    }

    void text(const char* name, std::string& value) {
        if (const Json* json = take(name)) {
            if (!json->is_string()) return fail(name, "is not a text");
            value = json->get<std::string>();
        }
    }
    void flag(const char* name, bool& value) {
        if (const Json* json = take(name)) {
            if (!json->is_boolean()) return fail(name, "is neither true nor false");
            value = json->get<bool>();
        }
    }
    template <class Number>
    void number(const char* name, Number& value, double least, double most) {
        if (const Json* json = take(name)) {
            const bool fits = std::is_integral_v<Number> ? json->is_number_integer() : json->is_number();
            if (!fits || json->get<double>() < least || json->get<double>() > most)
                return fail(name, fmt::format("is not a number from {} to {}", least, most));
            value = json->get<Number>();
        }
    }
    const Json* take(const char* name) {
        known_.push_back(name);
        if (!error_.empty()) return nullptr;
        const auto found = object_.find(name);
        return found == object_.end() ? nullptr : &*found;
    }
    void fail(const std::string& name, const std::string& why) {
        if (error_.empty()) error_ = fmt::format("{}{}{}: {}", place_, name.empty() ? "" : ".", name, why);
    }
    /// What is not known is most often misspelt.
    void finish() {
        if (!error_.empty()) return;
        for (const auto& [name, value] : object_.items()) {
            if (std::ranges::find(known_, name) == known_.end())
                return fail(name, fmt::format("there is no such setting; there are {}", fmt::join(known_, ", ")));
        }
    }
    const std::string& place() const { return place_; }

private:
    const Json& object_;
    std::string place_;
    std::string& error_;
    std::vector<std::string> known_;
};

void read_sampling(Reader& reader, const char* name, Sampling& sampling, std::string& error) {
    const Json* json = reader.take(name);
    if (!json) return;
    Reader role(*json, reader.place() + "." + name, error);
    if (!error.empty()) return;
    role.number("temperature", sampling.temperature, 0, 2);
    role.number("top_p", sampling.top_p, 0, 1);
    if (const Json* seed = role.take("seed")) {
        if (seed->is_null())
            sampling.seed.reset();
        else if (seed->is_number_integer())
            sampling.seed = seed->get<std::int64_t>();
        else
            role.fail("seed", "is neither a whole number nor null");
    }
    role.finish();
}

void read_price(Reader& reader, Settings& settings, std::string& error) {
    const Json* json = reader.take("price");
    if (!json) return;
    Reader price(*json, reader.place() + ".price", error);
    if (!error.empty()) return;
    price.number("input", settings.input_price, 0, 1e6);
    price.number("output", settings.output_price, 0, 1e6);
    price.finish();
}

void read_timeouts(Reader& reader, Settings& settings, std::string& error) {
    const Json* json = reader.take("timeout");
    if (!json) return;
    Reader timeout(*json, reader.place() + ".timeout", error);
    if (!error.empty()) return;
    timeout.number("connect", settings.connect_seconds, 0.1, 600);
    timeout.number("silent", settings.silent_seconds, 1, 3600);
    timeout.number("total", settings.total_seconds, 1, 36000);
    timeout.finish();
}

void read_retry(Reader& reader, Settings& settings, std::string& error) {
    const Json* json = reader.take("retry");
    if (!json) return;
    Reader retry(*json, reader.place() + ".retry", error);
    if (!error.empty()) return;
    retry.number("times", settings.retries, 0, 20);
    retry.number("first_wait", settings.first_wait, 0, 600);
    retry.number("longest_wait", settings.longest_wait, 0, 3600);
    retry.finish();
}

Settings read_settings(const std::string& name, const Json& json, const std::string& place, std::string& error) {
    Settings settings;
    settings.name = name;
    Reader reader(json, place, error);
    if (!error.empty()) return settings;
    reader.text("url", settings.url);
    reader.text("model", settings.model);
    std::string api = "chat", grammar = "none";
    reader.text("api", api);
    reader.text("grammar", grammar);
    reader.text("key_env", settings.key_env);
    reader.text("key_file", settings.key_file);
    reader.flag("plain_http", settings.plain_http);
    read_price(reader, settings, error);
    reader.number("context", settings.context, 1024, 1e8);
    reader.number("most_tokens", settings.most_tokens, 64, 1e6);
    reader.text("token_limit", settings.token_limit);
    reader.flag("stream", settings.stream);
    read_sampling(reader, "translator", settings.translator, error);
    read_sampling(reader, "fixer", settings.fixer, error);
    if (const Json* omit = reader.take("omit")) {
        const bool texts =
            omit->is_array() && std::ranges::all_of(*omit, [](const Json& it) { return it.is_string(); });
        texts ? settings.omit = omit->get<std::vector<std::string>>()
              : (reader.fail("omit", "is no list of texts"), std::vector<std::string>());
    }
    if (const Json* extra = reader.take("extra")) {
        if (extra->is_object())
            settings.extra = *extra;
        else
            reader.fail("extra", "is not an object");
    }
    reader.text("proxy", settings.proxy);
    reader.text("ca_file", settings.ca_file);
    read_timeouts(reader, settings, error);
    read_retry(reader, settings, error);
    reader.finish();
    if (!error.empty()) return settings;

    if (!settings.url.starts_with("http://") && !settings.url.starts_with("https://"))
        reader.fail("url", "must begin with http:// or https://");
    while (settings.url.ends_with('/')) settings.url.pop_back();
    if (settings.model.empty()) reader.fail("model", "is missing: the name by which the server knows the model");
    if (api != "chat" && api != "responses") reader.fail("api", "must be chat or responses");
    settings.api = api == "responses" ? Api::responses : Api::chat;
    const auto* field = std::ranges::find(kGrammarFields, grammar, [](const auto& it) { return it.first; });
    if (field == kGrammarFields.end()) {
        std::vector<std::string_view> names;
        for (const auto& [known, value] : kGrammarFields) names.push_back(known);
        reader.fail("grammar", fmt::format("no field is called `{}`; there are {}", grammar, fmt::join(names, ", ")));
    } else {
        settings.grammar = field->second;
    }
    if (settings.api == Api::responses && settings.grammar != GrammarField::none &&
        settings.grammar != GrammarField::custom_tool)
        reader.fail("grammar", "the responses protocol takes custom_tool or none");
    return settings;
}

}  // namespace

std::string_view name_of(Role role) { return role == Role::translator ? "translator" : "fixer"; }

const Settings* Models::find(std::string_view name) const {
    const auto found = std::ranges::find(models, name, &Settings::name);
    return found == models.end() ? nullptr : &*found;
}

std::optional<Models> read_models(std::string_view text, const std::string& path, std::string& error) {
    error.clear();
    if (text.size() > kMostBytes) {
        error = fmt::format("{}: larger than a list of models can be", path);
        return std::nullopt;
    }
    const Json json = Json::parse(text, nullptr, false, true);
    if (json.is_discarded()) {
        error = fmt::format("{}: not JSON; docs/models.md has an example", path);
        return std::nullopt;
    }
    Models models;
    Reader reader(json, path, error);
    if (!error.empty()) return std::nullopt;
    reader.text("default", models.chosen);
    if (const Json* list = reader.take("models"); list && list->is_object()) {
        for (const auto& [name, entry] : list->items()) {
            if (!error.empty()) break;
            models.models.push_back(read_settings(name, entry, fmt::format("{}: models.{}", path, name), error));
        }
    } else {
        reader.fail("models", "is missing: an object with an entry for each model");
    }
    reader.finish();
    if (error.empty() && !models.chosen.empty() && !models.find(models.chosen))
        error = fmt::format("{}.default: there is no model `{}`", path, models.chosen);
    if (!error.empty()) return std::nullopt;
    return models;
}

std::optional<std::string> read_key(const Settings& settings, std::string& error) {
    std::string key;
    if (!settings.key_env.empty()) {
        const char* value = std::getenv(settings.key_env.c_str());
        if (!value || !*value) {
            error = fmt::format("the key of model `{}` is missing: the environment has no {}", settings.name,
                                settings.key_env);
            return std::nullopt;
        }
        key = value;
    } else if (!settings.key_file.empty()) {
        std::string path = settings.key_file;
        if (const char* home = std::getenv("HOME"); path.starts_with("~/") && home) path = home + path.substr(1);
        std::ifstream file(path);
        if (!std::getline(file, key)) {
            error = fmt::format("the key of model `{}` is missing: {} cannot be read", settings.name, path);
            return std::nullopt;
        }
    }
    while (!key.empty() && (key.back() == '\r' || key.back() == '\n' || key.back() == ' ')) key.pop_back();
    const bool printable = std::ranges::all_of(key, [](char c) { return c > 32 && c < 127; });
    if (!printable || key.size() > 8192) {
        error = fmt::format("the key of model `{}` is no key: it has spaces or characters that cannot be sent",
                            settings.name);
        return std::nullopt;
    }
    return key;
}

std::string why_key_is_exposed(const Settings& settings) {
    if (settings.plain_http || !settings.url.starts_with("http://")) return "";
    std::string_view host = std::string_view(settings.url).substr(7);
    host = host.substr(0, host.find('/'));
    if (host.find('@') == std::string_view::npos) {
        const std::string_view name =
            host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
        if (name == "localhost" || name == "[::1]" || name.starts_with("127.")) return "";
    }
    return fmt::format(
        "model `{}`: its key would go unencrypted to {}; use https://, or say \"plain_http\": true if that network is "
        "yours",
        settings.name, host);
}

}  // namespace collmc::model
