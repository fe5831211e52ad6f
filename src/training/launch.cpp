#include "dragoman/training/launch.h"

#include <charconv>
#include <string_view>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using Variable = std::function<const char*(const char*)>;

constexpr int64_t most_processes = 65536, last_port = 65535;

std::string text_of(const Variable& variable, const char* name) {
  const char* text = variable(name);
  if (text == nullptr || *text == '\0') {
    fail_input(
        "WORLD_SIZE is set, but {} is not: start the processes by torchrun, or set WORLD_SIZE, "
        "RANK, MASTER_ADDR and MASTER_PORT for each",
        name);
  }
  return text;
}

int64_t number_of(const Variable& variable, const char* name, int64_t least, int64_t most) {
  const std::string text = text_of(variable, name);
  const char* end = text.data() + text.size();
  int64_t number = 0;
  const auto [rest, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc{} || rest != end || number < least || number > most) {
    fail_input("{} is '{}', expected an integer from {} to {}", name, text, least, most);
  }
  return number;
}

/// torchrun listens at MASTER_PORT itself, in a language that changes with its version.
uint16_t free_port(const Variable& variable, int64_t port) {
  const char* taken = variable("TORCHELASTIC_USE_AGENT_STORE");
  if (taken != nullptr && std::string_view(taken) == "True") port += port < last_port ? 1 : -1;
  return static_cast<uint16_t>(port);
}

}  // namespace

std::optional<Launch> read_launch(const Variable& variable) {
  const char* size = variable("WORLD_SIZE");
  if (size == nullptr || *size == '\0') return std::nullopt;
  Launch launch;
  launch.size = number_of(variable, "WORLD_SIZE", 1, most_processes);
  if (launch.size == 1) return std::nullopt;
  launch.rank = number_of(variable, "RANK", 0, launch.size - 1);
  if (variable("LOCAL_WORLD_SIZE") != nullptr) {
    launch.local_size = number_of(variable, "LOCAL_WORLD_SIZE", 1, launch.size);
  }
  if (variable("LOCAL_RANK") != nullptr) {
    launch.local_rank = number_of(variable, "LOCAL_RANK", 0, launch.size - 1);
  }
  launch.address = text_of(variable, "MASTER_ADDR");
  launch.port = free_port(variable, number_of(variable, "MASTER_PORT", 1, last_port));
  return launch;
}

}  // namespace dragoman
