#include "dragoman/training/flat_parameters.h"

#include <torch/utils.h>

namespace dragoman {
namespace {

// Each parameter starts at a multiple of this many elements, so that vector loads stay aligned.
constexpr int64_t alignment = 16;

}  // namespace

FlatParameters::FlatParameters(torch::nn::Module& module) {
  const torch::NoGradGuard no_grad;
  int64_t size = 0;
  for (const auto& parameter : module.named_parameters()) {
    places_.push_back({parameter.key(), size, parameter.value().sizes().vec()});
    size += (parameter.value().numel() + alignment - 1) / alignment * alignment;
  }
  auto parameters = module.named_parameters();
  const auto options = module.parameters().front().options().requires_grad(false);
  values_ = torch::zeros(size, options);
  gradients_ = torch::zeros(size, options);
  for (const Place& place : places_) {
    Tensor& parameter = parameters[place.name];
    view(values_, place).copy_(parameter);
    parameter.set_data(view(values_, place));
    parameter.mutable_grad() = view(gradients_, place);
  }
}

Tensor FlatParameters::view(const Tensor& flat, const Place& place) const {
  return flat.narrow(0, place.offset, c10::multiply_integers(place.shape)).view(place.shape);
}

int64_t FlatParameters::begin_of_last(std::string_view beginning) const {
  int64_t begin = values_.size(0);
  for (auto place = places_.rbegin(); place != places_.rend(); ++place) {
    if (!place->name.starts_with(beginning)) break;
    begin = place->offset;
  }
  return begin;
}

std::vector<FlatParameters::Stretch> FlatParameters::stretches() const {
  std::vector<Stretch> stretches;
  for (const Place& place : places_) {
    const bool is_matrix = place.shape.size() > 1;
    if (!stretches.empty()) stretches.back().end = place.offset;
    if (stretches.empty() || stretches.back().are_matrices != is_matrix) {
      stretches.push_back({place.offset, place.offset, is_matrix});
    }
  }
  stretches.back().end = values_.size(0);
  return stretches;
}

std::map<std::string, Tensor> FlatParameters::views(const Tensor& flat) const {
  std::map<std::string, Tensor> named;
  for (const Place& place : places_) named.emplace(place.name, view(flat, place));
  return named;
}

}  // namespace dragoman
