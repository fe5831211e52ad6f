#include "dragoman/nn/model_file.h"

#include <bit>
#include <cstdint>

#include <torch/utils.h>

#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/attention/table.h"
#include "dragoman/nn/quantized_weights.h"
#include "dragoman/nn/tensor_file.h"

namespace dragoman {
namespace {

constexpr const char* config_key = "config";
constexpr const char* joint_vocabulary = "vocabulary.joint";
constexpr const char* source_vocabulary = "vocabulary.source";
constexpr const char* target_vocabulary = "vocabulary.target";
constexpr const char* shortlist_begins = "shortlist.begins";
constexpr const char* shortlist_words = "shortlist.words";

std::string shape_text(const Tensor& tensor) {
  return fmt::format("[{}]", fmt::join(tensor.sizes().vec(), ","));
}

/// The bytes of a tensor that stood in the file, and no longer does; of a header's tensor none.
std::string take_bytes(TensorFile& file, const std::string& name, const std::string& origin) {
  const auto found = file.tensors.extract(name);
  if (found.empty()) return "";
  const Tensor& tensor = found.mapped();
  if (tensor.scalar_type() != torch::kUInt8 || tensor.dim() != 1) {
    fail_input("{}: tensor '{}' is no row of bytes, U8 [size]: copy the file again", origin, name);
  }
  return tensor.is_meta() ? "" : tensor_to_bytes(tensor);
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

/// Of the weights of such a model; less than twice too many, or some times too few.
double rough_count(const ModelConfig& model, const VocabularySizes& sizes) {
  constexpr double gates = 3;
  const auto words = static_cast<double>(sizes.source + sizes.target);
  const auto embedding = static_cast<double>(model.embedding.width);
  const auto memory = static_cast<double>(model.encoder.width);
  const auto state = static_cast<double>(model.decoder.width);
  const double read = model.decoder.kind == DecoderKind::luong ? 0 : embedding;
  const auto encoder_layers =
      static_cast<double>(model.encoder.layers + model.encoder.self_attention_layers);
  return words * embedding + embedding * (read + memory + state) +
         static_cast<double>(model.attention.width) * (memory + state) +
         gates * encoder_layers * memory * (memory + embedding) +
         gates * static_cast<double>(model.decoder.layers) * state * (state + memory + embedding);
}

/// Before anything is built: a damaged configuration must not take all memory.
void check_size(const ModelFile& header, const VocabularySizes& sizes,
                const std::filesystem::path& path) {
  constexpr double far = 4, small = 16e6;
  double count = 0;
  for (const auto& tensor : header.tensors) count += static_cast<double>(tensor.second.numel());
  if (rough_count(header.config.model, sizes) <= far * count + small) return;
  fail_input("{}: its configuration is of a far larger model than its tensors: copy it again",
             path.string());
}

template <typename Number>
std::vector<Number> numbers_of(const Tensor& tensor) {
  const auto* begin = tensor.data_ptr<Number>();
  return {begin, begin + tensor.numel()};
}

/// The shortlist that stood in the file, if one did; of a header none.
Shortlist take_shortlist(TensorFile& file, const std::filesystem::path& path) {
  const auto begins = file.tensors.find(shortlist_begins);
  const auto words = file.tensors.find(shortlist_words);
  if (begins == file.tensors.end() || begins->second.is_meta()) return {};
  if (words == file.tensors.end() || begins->second.scalar_type() != torch::kLong ||
      words->second.scalar_type() != torch::kInt) {
    fail_input("{}: its shortlist is damaged or of another model: make it again", path.string());
  }
  Shortlist shortlist(numbers_of<int64_t>(begins->second), numbers_of<int32_t>(words->second));
  file.tensors.erase(begins);
  file.tensors.erase(words);
  return shortlist;
}

/// What the tensor file says as a model of ours.
ModelFile model_of(TensorFile file, const std::filesystem::path& path) {
  const auto config = file.metadata.find(config_key);
  const auto has = [&](const char* name) { return file.tensors.contains(name); };
  const bool joint = has(joint_vocabulary);
  if (config == file.metadata.end() ||
      (!joint && !(has(source_vocabulary) && has(target_vocabulary)))) {
    fail_input(
        "{}: a tensor file, but not a model of Dragoman's: it has no {}; give a model that "
        "dragoman train wrote",
        path.string(), config == file.metadata.end() ? "configuration" : "vocabulary");
  }
  ModelFile contents;
  contents.config =
      parse_config(config->second, path.string() + ": configuration", {}, attention_choices());
  contents.source_vocabulary =
      take_bytes(file, joint ? joint_vocabulary : source_vocabulary, path.string());
  contents.target_vocabulary =
      joint ? contents.source_vocabulary : take_bytes(file, target_vocabulary, path.string());
  contents.shortlist = take_shortlist(file, path);
  file.metadata.erase(config);
  contents.notes = std::move(file.metadata);
  contents.tensors = std::move(file.tensors);
  return contents;
}

/// The file's tensor `name`, which has the shape of `like`.
Tensor tensor_of(const ModelFile& contents, const std::filesystem::path& origin,
                 const std::string& name, const Tensor& like) {
  const auto found = contents.tensors.find(name);
  if (found == contents.tensors.end()) {
    fail_input("{}: tensor '{}' is missing", origin.string(), name);
  }
  if (found->second.sizes() != like.sizes()) {
    fail_input("{}: tensor '{}' has shape {}, its configuration says {}", origin.string(), name,
               shape_text(found->second), shape_text(like));
  }
  return found->second;
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
  if (!contents.shortlist.empty()) {
    file.tensors[shortlist_begins] = torch::tensor(contents.shortlist.begins());
    file.tensors[shortlist_words] = torch::tensor(contents.shortlist.words(), torch::kInt);
  }
  write_tensor_file(path, file);
}

ModelFile read_model_file(const std::filesystem::path& path) {
  ModelFile contents = model_of(read_tensor_file(path), path);
  dequantize_weights(contents.tensors, path);
  return contents;
}

ModelFile read_model_header(const std::filesystem::path& path) {
  return model_of(read_tensor_file_header(path), path);
}

void copy_tensor(const ModelFile& contents, const std::filesystem::path& origin,
                 const std::string& name, Tensor target) {
  const torch::NoGradGuard no_grad;
  target.copy_(tensor_of(contents, origin, name, target));
}

bool is_finite(const Tensor& tensor) {
  const Tensor floats = tensor.to(torch::kCPU, torch::kFloat).contiguous();
  const float* numbers = floats.data_ptr<float>();
  // Where the exponent's bits are all set. Without an early end the loop is one of vectors.
  constexpr uint32_t exponent = 0x7f800000;
  uint32_t found = 0;
  for (int64_t i = 0; i < floats.numel(); ++i) {
    found |= (std::bit_cast<uint32_t>(numbers[i]) & exponent) == exponent ? 1 : 0;
  }
  return found == 0;
}

LoadedModel load_model(const std::filesystem::path& path) {
  const ModelFile header = read_model_header(path);
  const VocabularySizes sizes = sizes_of(header, path);
  check_size(header, sizes, path);
  const auto model = make_model(header.config.model, sizes, 0);
  for (const auto& parameter : model->named_parameters()) {
    tensor_of(header, path, parameter.key(), parameter.value());
  }
  model->forget_weights();  // so that two models never stand in memory
  LoadedModel loaded{model, read_model_file(path), sizes};
  const Shortlist& shortlist = loaded.file.shortlist;
  if (!shortlist.empty() && !shortlist.fits(sizes.source, sizes.target)) {
    fail_input("{}: its shortlist is damaged or of another model: make it again", path.string());
  }
  for (auto& parameter : model->named_parameters()) {
    const Tensor weight = loaded.file.tensors.at(parameter.key()).to(torch::kFloat);
    if (!is_finite(weight)) {
      fail_input(
          "{}: tensor '{}' has values that are not finite, as diverged training leaves them: give "
          "an earlier model",
          path.string(), parameter.key());
    }
    parameter.value().set_data(weight);
    loaded.file.tensors.erase(parameter.key());
  }
  model->eval();
  return loaded;
}

}  // namespace dragoman
