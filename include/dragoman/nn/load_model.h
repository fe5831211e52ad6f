#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dragoman/nn/model.h"
#include "dragoman/nn/model_file.h"

namespace dragoman {

class TensorFileReader;

/// A model, and what its file holds besides.
struct LoadedModel {
  std::shared_ptr<TranslationModel> model;  // on the CPU, in evaluation mode
  ModelFile file;                           // without tensors
  VocabularySizes sizes;                    // that the vocabularies must have
};

/// A model whose weights are read when they are wanted: a search that lays them out in its own way
/// part by part never has the whole model in memory twice.
class ModelSource {
 public:
  /// Reads all but the weights; the model's parameters are without elements.
  /// @throws InputError as `load_model`
  explicit ModelSource(const std::filesystem::path& path);
  ~ModelSource();

  const LoadedModel& loaded() const { return loaded_; }

  /// Gives parameters of the model their weights, in float32 and on their device.
  /// @throws InputError as `load_model`
  void read(const std::vector<Tensor>& parameters);

  /// Looks at what has not been read. Only now the weights are known to be those that were written.
  /// @throws InputError where the file is damaged
  void finish();

 private:
  Tensor weight(const std::string& name);

  std::filesystem::path path_;
  std::unique_ptr<TensorFileReader> reader_;
  LoadedModel loaded_;
  std::map<const void*, std::string> names_;  // of parameters
};

/// @throws InputError as `read_model_file`, and when a weight is missing, is not finite, or has
/// another shape than the configuration says
LoadedModel load_model(const std::filesystem::path& path);

}  // namespace dragoman
