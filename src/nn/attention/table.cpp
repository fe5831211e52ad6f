#include "dragoman/nn/attention/table.h"

#include "dragoman/base/error.h"
#include "nn/attention/additive.h"
#include "nn/attention/concat.h"
#include "nn/attention/coverage.h"
#include "nn/attention/dot.h"
#include "nn/attention/general.h"
#include "nn/attention/local.h"
#include "nn/attention/multi_head.h"
#include "nn/attention/none.h"
#include "nn/attention/scaled_dot.h"

namespace dragoman {
namespace {

template <typename Kind>
std::shared_ptr<Attention> make(const AttentionShape& shape) {
  return std::make_shared<Kind>(shape);
}

}  // namespace

const std::vector<AttentionKind>& attention_kinds() {
  static const std::vector<AttentionKind> kinds = {
      {"none", "no attention: the mean of the memory (Cho et al. 2014)",
       make<FixedVectorAttention>},
      {"dot", "h·k (Luong et al. 2015)", make<DotAttention>, {"luong", "dot_product"}},
      {"scaled_dot",
       "h·k/√M (Vaswani et al. 2017)",
       make<ScaledDotAttention>,
       {"scaled", "scaled_dot_product"}},
      {"general",
       "h·Wk (Luong et al. 2015)",
       make<GeneralAttention>,
       {"luong", "bilinear", "multiplicative"}},
      {"concat", "v·tanh(W[h;k]) (Luong et al. 2015)", make<ConcatAttention>},
      {"additive",
       "v·tanh(Ws+Uk+b) (Bahdanau et al. 2015)",
       make<AdditiveAttention>,
       {"bahdanau", "mlp"}},
      {"coverage", "v·tanh(Ws+Uk+wc+b), c: the weights so far (Tu et al. 2016)",
       make<CoverageAttention>},
      {"multi_head",
       "N scaled dot products side by side (Vaswani et al. 2017)",
       make<MultiHeadAttention>,
       {"vaswani", "transformer", "multihead"}},
      {"local_m",
       "a window around position t (Luong et al. 2015)",
       make<LocalMonotonicAttention>,
       {"local", "monotonic"}},
      {"local_p",
       "a Gaussian around a predicted position (Luong et al. 2015)",
       make<LocalPredictiveAttention>,
       {"local", "predictive"}},
  };
  return kinds;
}

std::vector<std::string> attention_names() {
  std::vector<std::string> names;
  for (const AttentionKind& kind : attention_kinds()) names.emplace_back(kind.name);
  return names;
}

Choices attention_choices() {
  Choices choices{attention_names()};
  for (const AttentionKind& kind : attention_kinds()) {
    for (const std::string_view other : kind.other_names) {
      choices.other_names.emplace_back(other, kind.name);
    }
  }
  return choices;
}

std::shared_ptr<Attention> make_attention(const std::string& name, const AttentionShape& shape) {
  for (const AttentionKind& kind : attention_kinds()) {
    if (kind.name == name) return kind.make(shape);
  }
  fail_input("unknown attention kind '{}'{}", name, suggestion(name, attention_names()));
}

}  // namespace dragoman
