#include "dragoman/nn/model_file.h"

#include <bit>
#include <cstdint>

#include <torch/utils.h>

#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/attention/table.h"
#include "dragoman/nn/quantized_weights.h"
#include "dragoman/nn/tensor_file.h"
#include "nn/model_entries.h"

namespace dragoman {
namespace {

constexpr const char* config_key = "config";

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

/// The lexicon that stood in the file; of a header none, and without one none.
Lexicon take_lexicon(TensorFile& file) {
  auto words = file.tensors.extract(lexicon_words);
  auto probabilities = file.tensors.extract(lexicon_probabilities);
  if (words.empty() || probabilities.empty() || words.mapped().is_meta()) return {};
  return {words.mapped(), probabilities.mapped()};
}

}  // namespace

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
  contents.lexicon = take_lexicon(file);
  file.metadata.erase(config);
  contents.notes = std::move(file.metadata);
  contents.tensors = std::move(file.tensors);
  return contents;
}

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
  if (!contents.lexicon.empty()) {
    file.tensors[lexicon_words] = contents.lexicon.words;
    file.tensors[lexicon_probabilities] = contents.lexicon.probabilities;
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

const Tensor& tensor_of(const ModelFile& contents, const std::filesystem::path& origin,
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

}  // namespace dragoman
