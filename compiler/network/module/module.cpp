// The entry of the loadable module.

#include "compiler/network/post.h"

extern "C" {
extern const collmc::model::Post collmc_network_post;
const collmc::model::Post collmc_network_post = collmc::network::post;
}
