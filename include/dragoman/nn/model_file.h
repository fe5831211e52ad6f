#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "dragoman/config/config.h"
#include "dragoman/nn/model.h"

namespace dragoman {

/// A model file: all that translating needs, in one safetensors file. A checkpoint is a model file
/// with more tensors and a training state.
struct ModelFile {
  Config config;                  // resolved
  std::string source_vocabulary;  // serialized SentencePiece models; equal when joint
  std::string target_vocabulary;
  std::map<std::string, std::string>
      notes;                              // corpus fingerprint, validation history, training state
  std::map<std::string, Tensor> tensors;  // the weights under their parameters' names, and others
};

/// Writes atomically; see nn/tensor_file.h.
void write_model_file(const std::filesystem::path& path, const ModelFile& contents);

/// @throws InputError of one line when it is missing, damaged, or no model of Dragoman's
ModelFile read_model_file(const std::filesystem::path& path);

/// The model of the file, with its weights, on `device`. @param origin names the file in errors
/// @throws InputError when a weight is missing or has another shape than the configuration says
std::shared_ptr<TranslationModel> build_model(const ModelFile& contents,
                                              const std::filesystem::path& origin,
                                              torch::Device device);

/// Copies the file's tensor `name` into `target`. @throws InputError as `build_model`
void copy_tensor(const ModelFile& contents, const std::filesystem::path& origin,
                 const std::string& name, Tensor target);

}  // namespace dragoman
