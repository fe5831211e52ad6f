#include "dragoman/config/explained_config.h"

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"

namespace dragoman {
namespace {

TEST(ExplainedConfig, HasTheKeysWithAReasonInTheTablesOrder) {
  Config config;
  config.data.max_length = 40;
  config.model.decoder.width = 256;
  EXPECT_EQ(write_explained(config, {{"model.decoder.width", "a small corpus"},
                                     {"batch.size", ""},
                                     {"data.max_length", "99.5 % of pairs fit"}}),
            "[data]\n# 99.5 % of pairs fit\nmax_length = 40\n"
            "\n[batch]\nsize = 64\n"
            "\n[model.decoder]\n# a small corpus\nwidth = 256\n");
}

TEST(ExplainedConfig, ReadsBackEqual) {
  Config config;
  config.data.train_source = "a \"b\".en";
  config.data.train_target = "b.de";
  config.optimizer.learning_rate = 0.002;
  const Reasons reasons = {{"data.train_source", "two\nlines"},
                           {"data.train_target", ""},
                           {"optimizer.learning_rate", "narrow"}};
  EXPECT_EQ(parse_config(write_explained(config, reasons), "test", {}, {}), config);
}

TEST(ExplainedConfig, AReasonForNoKeyIsAnError) {
  EXPECT_THROW(write_explained({}, {{"batch.sise", "x"}}), Error);
}

}  // namespace
}  // namespace dragoman
