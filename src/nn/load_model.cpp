#include "dragoman/nn/load_model.h"

#include "dragoman/base/error.h"
#include "dragoman/nn/quantized_weights.h"
#include "nn/model_entries.h"
#include "nn/tensor_file_reader.h"

namespace dragoman {
namespace {

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
  const auto cells = [](const auto& side) { return static_cast<double>(1 + side.transitions); };
  const auto words = static_cast<double>(sizes.source + sizes.target);
  const auto embedding = static_cast<double>(model.embedding.width);
  const auto memory = static_cast<double>(model.encoder.width);
  const auto state = static_cast<double>(model.decoder.width);
  const double read = model.decoder.kind == DecoderKind::luong ? 0 : embedding;
  const auto encoder_layers =
      static_cast<double>(model.encoder.layers + model.encoder.self_attention_layers);
  return words * embedding + embedding * (read + memory + state) +
         static_cast<double>(model.attention.width) * (memory + state) +
         gates * encoder_layers * cells(model.encoder) * memory * (memory + embedding) +
         gates * static_cast<double>(model.decoder.layers) * cells(model.decoder) * state *
             (state + memory + embedding);
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

/// All but the weights, which are in `tensors` without memory.
ModelFile read_besides_weights(TensorFileReader& reader, const std::filesystem::path& path) {
  TensorFile file = reader.shapes();
  for (const char* name : model_entries) {
    const auto entry = file.tensors.find(name);
    if (entry != file.tensors.end()) entry->second = reader.read(name);
  }
  return model_of(std::move(file), path);
}

}  // namespace

ModelSource::ModelSource(const std::filesystem::path& path)
    : path_(path), reader_(std::make_unique<TensorFileReader>(path)) {
  ModelFile file = read_besides_weights(*reader_, path);
  const VocabularySizes sizes = sizes_of(file, path);
  check_size(file, sizes, path);
  const auto model = make_model(file.config.model, sizes, 0);
  for (const auto& parameter : model->named_parameters()) {
    tensor_of(file, path, parameter.key(), parameter.value());
    names_.emplace(parameter.value().unsafeGetTensorImpl(), parameter.key());
  }
  forget_weights(model->parameters());
  model->eval();
  file.tensors.clear();
  if (!file.shortlist.empty() && !file.shortlist.fits(sizes.source, sizes.target)) {
    finish();
    fail_input("{}: its shortlist is damaged or of another model: make it again", path.string());
  }
  const int64_t pieces = file.config.model.lexical_prior.pieces;
  if (pieces > 0) {
    if (!file.lexicon.fits(sizes.source, sizes.target, pieces)) {
      finish();
      fail_input("{}: its lexicon is damaged or of another model: copy it again", path.string());
    }
    model->set_lexicon(file.lexicon);
  }
  loaded_ = {model, std::move(file), sizes};
}

ModelSource::~ModelSource() = default;

Tensor ModelSource::weight(const std::string& name) {
  NamedTensors weight = {{name, reader_->read(name)}};
  const std::string scale = name + scale_suffix;
  if (reader_->has(scale)) weight.emplace(scale, reader_->read(scale));
  dequantize_weights(weight, path_);
  return weight.at(name).to(torch::kFloat);
}

void ModelSource::read(const std::vector<Tensor>& parameters) {
  for (const Tensor& parameter : parameters) {
    const std::string& name = names_.at(parameter.unsafeGetTensorImpl());
    const Tensor numbers = weight(name);
    if (!is_finite(numbers)) {
      finish();
      fail_input(
          "{}: tensor '{}' has values that are not finite, as diverged training leaves them: give "
          "an earlier model",
          path_.string(), name);
    }
    parameter.set_data(numbers.to(parameter.device()));
  }
}

void ModelSource::finish() {
  reader_->finish();
}

LoadedModel load_model(const std::filesystem::path& path) {
  ModelSource source(path);
  source.read(source.loaded().model->parameters());
  source.finish();
  return source.loaded();
}

}  // namespace dragoman
