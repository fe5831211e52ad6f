#include "align/translation_table.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Digamma, EqualsKnownValues) {
  constexpr double euler = 0.57721566490153286;
  EXPECT_NEAR(digamma(1), -euler, 1e-10);
  EXPECT_NEAR(digamma(0.5), -euler - 2 * std::log(2.0), 1e-10);
  EXPECT_NEAR(digamma(10), -euler + 2.8289682539682540, 1e-10);  // 1 + 1/2 + … + 1/9
  EXPECT_NEAR(digamma(0.01), -100.56088545786867, 1e-8);
}

const std::vector<WordPair> pairs = {{{1, 2}, {5, 6}}, {{3}, {6}}, {{}, {7}}};

TEST(TranslationTable, HasWhatOccursTogetherAndNullWithAll) {
  const TranslationTable table(pairs);
  EXPECT_EQ(table.size(), 3 + 4 + 1);
  const std::set<size_t> entries = {table.entry(null_word, 5), table.entry(null_word, 6),
                                    table.entry(null_word, 7), table.entry(1, 5),
                                    table.entry(1, 6),         table.entry(2, 5),
                                    table.entry(2, 6),         table.entry(3, 6)};
  EXPECT_EQ(entries.size(), 8);
  EXPECT_EQ(*entries.rbegin(), 7);
}

TEST(TranslationTable, MaximisesByVariationalBayes) {
  TranslationTable table(pairs);
  std::vector<double> counts(table.size());
  counts[table.entry(1, 5)] = 3;
  counts[table.entry(1, 6)] = 1;
  table.maximise(counts, 1);
  EXPECT_NEAR(table.probability(table.entry(1, 5)), std::exp(digamma(4) - digamma(6)), 1e-12);
  EXPECT_NEAR(table.probability(table.entry(1, 6)), std::exp(digamma(2) - digamma(6)), 1e-12);
  table.maximise(counts, 1e-3);
  EXPECT_NEAR(table.probability(table.entry(3, 6)), 1, 1e-9) << "the only one";
}

}  // namespace
}  // namespace dragoman
