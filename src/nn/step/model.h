#pragma once
#include "dragoman/kernels/row_weight.h"
#include "dragoman/nn/shortlist.h"
#include "dragoman/nn/stepper.h"
#include "nn/step/decoder.h"
#include "nn/step/encoder.h"
#include "nn/step/lexicon.h"

namespace dragoman {

/// The first state of a decoder (see Decoder::start).
template <typename Real>
struct StepBridge {
  BridgeKind kind;
  StepProduct<Real> product;  // none for the zero state
};

/// The output layer. Where there is a shortlist it is kept row by row, for the words of a sentence.
template <typename Real>
struct StepOutput {
  StepProduct<Real> product;  // [V, E]; none with a shortlist
  Shortlist shortlist;
  std::shared_ptr<const RowWeight<Real>> rows;  // [V, E]; only with a shortlist
  std::vector<Real> bias;                       // [V], of the rows
  StepLexicon<Real> lexicon{};                  // usually none
};

/// A whole model, made ready for search: no numbers of it change any more.
template <typename Real>
struct StepModel {
  StepEncoder<Real> encoder;
  StepBridge<Real> bridge;
  std::shared_ptr<const StepDecoder<Real>> decoder;
  StepOutput<Real> output;
};

template <typename Real>
class KernelStepper final : public Stepper {
 public:
  explicit KernelStepper(StepModel<Real> model)
      : model_(std::make_shared<const StepModel<Real>>(std::move(model))) {}
  std::unique_ptr<Decoding> begin() const override;

 private:
  std::shared_ptr<const StepModel<Real>> model_;
};

extern template class KernelStepper<float>;
extern template class KernelStepper<double>;

}  // namespace dragoman
