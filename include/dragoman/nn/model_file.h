#pragma once
#include <filesystem>
#include <map>
#include <string>

#include <torch/types.h>

#include "dragoman/config/config.h"
#include "dragoman/nn/lexicon.h"
#include "dragoman/nn/shortlist.h"

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
  Shortlist shortlist{};                  // usually none
  Lexicon lexicon{};                      // of a model with a lexical prior
};

/// Writes atomically; see nn/tensor_file.h.
void write_model_file(const std::filesystem::path& path, const ModelFile& contents);

/// Quantized weights (nn/quantized_weights.h) are floats again.
/// @throws InputError of one line when it is missing, damaged, or no model of Dragoman's
ModelFile read_model_file(const std::filesystem::path& path);

/// The same without numbers and vocabularies: tensors have dtype and shape, as they stand in the
/// file, but no memory. Damage behind the header stays unseen.
/// @throws InputError as `read_model_file`
ModelFile read_model_header(const std::filesystem::path& path);

/// Whether all numbers are finite as float32.
bool is_finite(const Tensor& tensor);

/// Copies the file's tensor `name` into `target`. @param origin names the file in errors
/// @throws InputError when it is missing or has another shape than `target`
void copy_tensor(const ModelFile& contents, const std::filesystem::path& origin,
                 const std::string& name, Tensor target);

}  // namespace dragoman
