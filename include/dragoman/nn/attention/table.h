#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/config/config_file.h"
#include "dragoman/nn/attention.h"

namespace dragoman {

/// One kind of attention, as help, errors and tests know it.
struct AttentionKind {
  std::string_view name;
  std::string_view paper;
  std::shared_ptr<Attention> (*make)(const AttentionShape&);
  std::vector<std::string_view> other_names = {};  // by which people look for it
};

/// Every kind there is. A new kind adds one line in table.cpp.
const std::vector<AttentionKind>& attention_kinds();

std::vector<std::string> attention_names();

/// The names, and what else they are called, for a configuration that is read.
Choices attention_choices();

/// @throws InputError naming the nearest kind when there is none of that name.
std::shared_ptr<Attention> make_attention(const std::string& name, const AttentionShape& shape);

}  // namespace dragoman
