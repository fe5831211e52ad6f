#include "dragoman/nn/attention/table.h"

#include "dragoman/base/error.h"
#include "nn/attention/additive.h"
#include "nn/attention/concat.h"
#include "nn/attention/dot.h"
#include "nn/attention/general.h"
#include "nn/attention/none.h"
#include "nn/attention/scaled_dot.h"

namespace dragoman {
namespace {

template <typename Kind>
std::shared_ptr<Attention> make(const AttentionWidths& widths) {
  return std::make_shared<Kind>(widths);
}

}  // namespace

const std::vector<AttentionKind>& attention_kinds() {
  static const std::vector<AttentionKind> kinds = {
      {"none", "no attention: the mean of the memory (Cho et al. 2014)",
       make<FixedVectorAttention>},
      {"dot", "h·k (Luong et al. 2015)", make<DotAttention>},
      {"scaled_dot", "h·k/√M (Vaswani et al. 2017)", make<ScaledDotAttention>},
      {"general", "h·Wk (Luong et al. 2015)", make<GeneralAttention>},
      {"concat", "v·tanh(W[h;k]) (Luong et al. 2015)", make<ConcatAttention>},
      {"additive", "v·tanh(Ws+Uk+b) (Bahdanau et al. 2015)", make<AdditiveAttention>},
  };
  return kinds;
}

std::vector<std::string> attention_names() {
  std::vector<std::string> names;
  for (const AttentionKind& kind : attention_kinds()) names.emplace_back(kind.name);
  return names;
}

std::shared_ptr<Attention> make_attention(const std::string& name, const AttentionWidths& widths) {
  for (const AttentionKind& kind : attention_kinds()) {
    if (kind.name == name) return kind.make(widths);
  }
  fail_input("unknown attention kind '{}'{}", name, suggestion(name, attention_names()));
}

}  // namespace dragoman
