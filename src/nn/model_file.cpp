#include "dragoman/nn/model_file.h"

#include <torch/utils.h>

#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/attention/table.h"
#include "dragoman/nn/tensor_file.h"

namespace dragoman {
namespace {

constexpr const char* config_key = "config";
constexpr const char* joint_vocabulary = "vocabulary.joint";
constexpr const char* source_vocabulary = "vocabulary.source";
constexpr const char* target_vocabulary = "vocabulary.target";

std::string take_bytes(TensorFile& file, const std::string& name) {
  const auto found = file.tensors.find(name);
  if (found == file.tensors.end()) return {};
  std::string bytes = tensor_to_bytes(found->second);
  file.tensors.erase(found);
  return bytes;
}

std::string shape_text(const Tensor& tensor) {
  return fmt::format("[{}]", fmt::join(tensor.sizes().vec(), ","));
}

VocabularySizes sizes_of(const ModelFile& contents, const std::filesystem::path& origin) {
  const auto rows = [&](const std::string& name) {
    const auto found = contents.tensors.find(name);
    if (found == contents.tensors.end() || found->second.dim() != 2) {
      fail_input("{}: no weight '{}': not a whole model of Dragoman's", origin.string(), name);
    }
    return found->second.size(0);
  };
  const int64_t target = rows("target_embedding");
  const bool shared = contents.config.model.embedding.tie == TyingKind::all;
  return {shared ? target : rows("source_embedding"), target};
}

}  // namespace

void write_model_file(const std::filesystem::path& path, const ModelFile& contents) {
  TensorFile file{contents.tensors, contents.notes};
  file.metadata[config_key] = write_config(contents.config);
  if (contents.source_vocabulary == contents.target_vocabulary) {
    file.tensors[joint_vocabulary] = bytes_to_tensor(contents.source_vocabulary);
  } else {
    file.tensors[source_vocabulary] = bytes_to_tensor(contents.source_vocabulary);
    file.tensors[target_vocabulary] = bytes_to_tensor(contents.target_vocabulary);
  }
  write_tensor_file(path, file);
}

ModelFile read_model_file(const std::filesystem::path& path) {
  TensorFile file = read_tensor_file(path);
  const auto config = file.metadata.find(config_key);
  const std::string joint = take_bytes(file, joint_vocabulary);
  const std::string source = take_bytes(file, source_vocabulary);
  const std::string target = take_bytes(file, target_vocabulary);
  if (config == file.metadata.end() || (joint.empty() && (source.empty() || target.empty()))) {
    fail_input(
        "{}: a tensor file, but not a model of Dragoman's: it has no {}; give a model that "
        "dragoman train wrote",
        path.string(), config == file.metadata.end() ? "configuration" : "vocabulary");
  }
  ModelFile contents;
  contents.config =
      parse_config(config->second, path.string() + ": configuration", {}, attention_choices());
  contents.source_vocabulary = joint.empty() ? source : joint;
  contents.target_vocabulary = joint.empty() ? target : joint;
  file.metadata.erase(config);
  contents.notes = std::move(file.metadata);
  contents.tensors = std::move(file.tensors);
  return contents;
}

void copy_tensor(const ModelFile& contents, const std::filesystem::path& origin,
                 const std::string& name, Tensor target) {
  const torch::NoGradGuard no_grad;
  const auto found = contents.tensors.find(name);
  if (found == contents.tensors.end()) {
    fail_input("{}: tensor '{}' is missing", origin.string(), name);
  }
  if (found->second.sizes() != target.sizes()) {
    fail_input("{}: tensor '{}' has shape {}, its configuration says {}", origin.string(), name,
               shape_text(found->second), shape_text(target));
  }
  target.copy_(found->second);
}

std::shared_ptr<TranslationModel> build_model(const ModelFile& contents,
                                              const std::filesystem::path& origin,
                                              torch::Device device) {
  auto model = make_model(contents.config.model, sizes_of(contents, origin), 0);
  for (auto& parameter : model->named_parameters()) {
    copy_tensor(contents, origin, parameter.key(), parameter.value());
  }
  model->to(device);
  model->eval();
  return model;
}

}  // namespace dragoman
