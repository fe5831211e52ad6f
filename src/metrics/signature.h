#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "dragoman/metrics/score.h"

namespace dragoman {

using SignatureFields = std::initializer_list<std::pair<std::string_view, std::string>>;

/// "nrefs:N|FIELD:VALUE|…|version:dragoman-VERSION" (Post 2018); N is "var" when the number of
/// references varies.
std::string make_signature(const References& references, SignatureFields fields);

/// "yes" or "no", as signatures say it.
std::string yes_or_no(bool value);

}  // namespace dragoman
