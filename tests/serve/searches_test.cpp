#include "serve/searches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/messages.h"
#include "serve/small_translator.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

class SearchesTest : public testing::Test {
 protected:
  using Shared = std::shared_ptr<const Translator>;

  /// A ticket all of whose lines are taken in.
  std::shared_ptr<Ticket> admitted(const Shared& translator, const std::vector<SourceText>& lines,
                                   const SearchSettings& settings) {
    const auto ticket = std::make_shared<Ticket>(translator, lines, settings, true, Patience());
    std::vector<TakenLine> taken;
    while (ticket->has_lines()) taken.push_back({ticket, ticket->take()});
    searches_.admit(std::move(taken));
    return ticket;
  }

  void run() {
    for (int step = 0; step < 1000 && searches_.sentences() > 0; ++step) searches_.step();
    EXPECT_EQ(searches_.sentences(), 0);
  }

  const Shared one_ = small_translator(), other_ = small_translator();
  Counters counters_;
  Searches searches_{64, counters_};
};

TEST_F(SearchesTest, HandOutWhatIsCompleteOfEveryModel) {
  const auto first = admitted(one_, {{"sentence 7"}, {"sentence 14"}}, one_->settings());
  const auto second = admitted(other_, {{"sentence 21"}}, other_->settings());
  EXPECT_EQ(searches_.sentences(), 3);
  run();
  EXPECT_EQ(first->translations()[1].score, one_->translate({"sentence 14"}).front().score);
  EXPECT_EQ(second->translations()[0].text, other_->translate({"sentence 21"}).front().text);
  EXPECT_THAT(counters_.text({}), HasSubstr("dragoman_sentences_total 3\n"));
}

TEST_F(SearchesTest, HaveRoomForAsManyAsKeepAStepShort) {
  EXPECT_EQ(searches_.room().sentences, 64);
  EXPECT_EQ(searches_.room().rows, 512);
  SearchSettings settings = one_->settings();
  settings.config.beam_size = 6;
  admitted(one_, {{"sentence 7"}, {"sentence 14"}}, settings);
  EXPECT_EQ(searches_.room().sentences, 62);
  EXPECT_EQ(searches_.room().rows, 500);
  EXPECT_EQ(Searches(3, counters_).room().sentences, 3);
}

TEST_F(SearchesTest, ShowHowAWatchedLineGrows) {
  const auto ticket = admitted(one_, {{"sentence 7"}}, one_->settings());
  searches_.step();
  const auto grown = ticket->next_text(std::chrono::milliseconds(0));
  ASSERT_TRUE(grown.has_value());
  EXPECT_EQ(grown->line, 0u);
}

TEST_F(SearchesTest, LoseWhatIsGivenUpAtTheNextStep) {
  const auto gone = admitted(one_, {{"sentence 7"}, {"sentence 14"}}, one_->settings());
  const auto waiting = admitted(one_, {{"sentence 7"}}, one_->settings());
  gone->cancel();
  searches_.step();
  EXPECT_EQ(searches_.sentences(), 1);
  EXPECT_THAT(counters_.text({}), HasSubstr("dragoman_cancelled_sentences_total 2\n"));
  run();
  EXPECT_EQ(waiting->translations().size(), 1u);
}

TEST_F(SearchesTest, AnErrorIsOfItsModelAlone) {
  const auto lost = admitted(one_, {{"sentence 7"}}, one_->settings());
  const auto unharmed = admitted(other_, {{"sentence 7"}}, other_->settings());
  SearchSettings sampled = one_->settings();
  sampled.sampling = Sampling{};
  const auto wrong = admitted(one_, {{"sentence 7", "", {"longer"}}}, sampled);
  EXPECT_THAT(complaint([&] { wrong->translations(); }), HasSubstr("sampled"));
  EXPECT_THROW(lost->translations(), Error);
  run();
  EXPECT_EQ(unharmed->translations().size(), 1u);
  const auto next = admitted(one_, {{"sentence 7"}}, one_->settings());
  run();
  EXPECT_EQ(next->translations().size(), 1u);
}

}  // namespace
}  // namespace dragoman
