#include "compiler/model/http.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace collmc::model {

Post load_post(const std::filesystem::path& module, std::string& error) {
    void* const loaded = dlopen(module.c_str(), RTLD_LAZY | RTLD_LOCAL);
    const void* const post = loaded ? dlsym(loaded, kPost) : nullptr;
    if (post) return *static_cast<const Post*>(post);
    error = fmt::format("the network cannot be used ({}); install libcurl4, or collmc again", dlerror());
    return nullptr;
}

}  // namespace collmc::model
