#include "dragoman/training/processes.h"

#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "training/in_processes.h"

namespace dragoman {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Processes, OneThatIsAloneHasAllItNeeds) {
  const Processes alone;
  EXPECT_EQ(alone.rank(), 0);
  EXPECT_EQ(alone.size(), 1);
  EXPECT_TRUE(alone.is_first());
  const Tensor values = torch::arange(3);
  alone.add_up(values);
  alone.spread(values);
  EXPECT_TRUE(torch::equal(values, torch::arange(3)));
  EXPECT_EQ(alone.of_first("text"), "text");
  EXPECT_THAT(alone.of_all("text"), ElementsAre("text"));
}

class SeveralProcesses : public testing::Test {
 protected:
  void SetUp() override { skip_without_gloo(); }
};

TEST_F(SeveralProcesses, AddUpInAll) {
  for (const int64_t size : {2, 3, 5}) {
    const auto thrown = in_processes(size, [size](const Processes& processes) {
      const Tensor values = torch::arange(1000, torch::kFloat) * (processes.rank() + 1);
      processes.add_up(values);
      const int64_t factor = size * (size + 1) / 2;
      EXPECT_TRUE(torch::equal(values, torch::arange(1000, torch::kFloat) * factor));
    });
    EXPECT_THAT(thrown, Each(""));
  }
}

TEST_F(SeveralProcesses, SumsHaveTheSameBitsInAllAndEachTime) {
  std::mutex mutex;
  std::vector<Tensor> sums;
  for (int repetition = 0; repetition < 2; ++repetition) {
    in_processes(4, [&](const Processes& processes) {
      const Tensor values = torch::arange(5000, torch::kFloat).add(processes.rank() * 0.7).sin();
      processes.add_up(values);
      const std::lock_guard lock(mutex);
      sums.push_back(values);
    });
  }
  ASSERT_EQ(sums.size(), 8);
  for (const Tensor& sum : sums) EXPECT_TRUE(torch::equal(sum, sums.front()));
}

TEST_F(SeveralProcesses, SpreadWhatTheFirstHas) {
  const auto thrown = in_processes(3, [](const Processes& processes) {
    const Tensor values = torch::full({2, 3}, processes.rank() + 7, torch::kDouble);
    processes.spread(values);
    EXPECT_TRUE(torch::equal(values, torch::full({2, 3}, 7, torch::kDouble)));
  });
  EXPECT_THAT(thrown, Each(""));
}

TEST_F(SeveralProcesses, TellTextOfAnyLength) {
  const std::string large(100000, 'x'), zeros("a\0b", 3);
  const auto thrown = in_processes(3, [&](const Processes& processes) {
    const std::vector<std::string> texts = {zeros, "", large};
    EXPECT_THAT(processes.of_all(texts[static_cast<size_t>(processes.rank())]),
                ElementsAre(zeros, "", large));
    EXPECT_THAT(processes.of_all(""), ElementsAre("", "", ""));
    EXPECT_EQ(processes.of_first(processes.is_first() ? large : "ignored"), large);
  });
  EXPECT_THAT(thrown, Each(""));
}

TEST_F(SeveralProcesses, OneThatEndsIsSeenByTheOthersAtOnce) {
  const auto begun = std::chrono::steady_clock::now();
  const auto thrown = in_processes(3, [](const Processes& processes) {
    if (processes.rank() == 1) fail("the disk is full");
    processes.of_all("waits for the second");
  });
  EXPECT_EQ(thrown[1], "the disk is full");
  for (const size_t rank : {0, 2}) {
    EXPECT_THAT(thrown[rank], HasSubstr("another process of this run has ended ("));
    EXPECT_THAT(thrown[rank], HasSubstr("goes on from its last checkpoint by --resume"));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(8));
}

}  // namespace
}  // namespace dragoman
