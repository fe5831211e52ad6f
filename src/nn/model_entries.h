#pragma once
#include <array>
#include <filesystem>
#include <string>

#include "dragoman/nn/model_file.h"
#include "dragoman/nn/tensor_file.h"

namespace dragoman {

/// Tensors of a model file that are no weights.
inline constexpr const char* joint_vocabulary = "vocabulary.joint";
inline constexpr const char* source_vocabulary = "vocabulary.source";
inline constexpr const char* target_vocabulary = "vocabulary.target";
inline constexpr const char* shortlist_begins = "shortlist.begins";
inline constexpr const char* shortlist_words = "shortlist.words";
inline constexpr const char* lexicon_words = "lexicon.words";
inline constexpr const char* lexicon_probabilities = "lexicon.probabilities";
inline constexpr std::array model_entries = {
    joint_vocabulary, source_vocabulary, target_vocabulary,    shortlist_begins,
    shortlist_words,  lexicon_words,     lexicon_probabilities};

/// What a tensor file says as a model of ours. Entries that have no memory are left out of it.
/// @throws InputError as `read_model_file`
ModelFile model_of(TensorFile file, const std::filesystem::path& path);

/// The tensor `name` of `contents`, which has the shape of `like`.
/// @throws InputError where it has not; `origin` is the file
const Tensor& tensor_of(const ModelFile& contents, const std::filesystem::path& origin,
                        const std::string& name, const Tensor& like);

}  // namespace dragoman
