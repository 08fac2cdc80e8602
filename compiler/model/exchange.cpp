#include "compiler/model/exchange.h"

namespace collmc::model {

std::string_view name_of(Failure::Kind kind) {
    switch (kind) {
        case Failure::Kind::network: return "network";
        case Failure::Kind::timeout: return "timeout";
        case Failure::Kind::refused: return "refused";
        case Failure::Kind::busy: return "busy";
        case Failure::Kind::unreadable: return "unreadable";
        case Failure::Kind::too_large: return "too_large";
        case Failure::Kind::interrupted: return "interrupted";
        case Failure::Kind::settings: return "settings";
        case Failure::Kind::replay: return "replay";
    }
    return "network";
}

}  // namespace collmc::model
