#include "serve/ticket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/messages.h"
#include "serve/refusal.h"
#include "serve/small_translator.h"

namespace dragoman {
namespace {

using std::chrono::milliseconds;

class Tickets : public testing::Test {
 protected:
  std::unique_ptr<Ticket> ticket(const std::vector<SourceText>& lines,
                                 Patience patience = {}) const {
    return std::make_unique<Ticket>(translator_, lines, translator_->settings(), true, patience);
  }

  /// Hands in a hypothesis of some words.
  void finish(Ticket& ticket, size_t line, const std::string& text) const {
    ticket.finish(line, {{translator_->vocabularies().target.encode(text), -1, -1}});
  }

  /// Why nothing was translated.
  static Refusal::Reason refused(Ticket& ticket) {
    try {
      ticket.translations();
    } catch (const Refusal& refusal) {
      return refusal.reason();
    }
    ADD_FAILURE() << "nothing was refused";
    return Refusal::Reason::busy;
  }

  const std::shared_ptr<const Translator> translator_ = small_translator();
};

TEST_F(Tickets, HaveOneTranslationALineInOrder) {
  const auto three = ticket({{"sentence 7"}, {"", "is"}, {"sentence 14"}});
  EXPECT_EQ(three->lines_left(), 2u);  // one needs no search
  EXPECT_EQ(three->take().number, 0u);
  EXPECT_EQ(three->take().number, 2u);
  EXPECT_FALSE(three->has_lines());
  finish(*three, 2, "here");
  EXPECT_FALSE(three->is_done());
  finish(*three, 0, "is here");
  EXPECT_TRUE(three->is_done());
  const std::vector<Translation> translations = three->translations();
  ASSERT_EQ(translations.size(), 3u);
  EXPECT_EQ(translations[0].text, "is here");
  EXPECT_EQ(translations[1].text, "is");
  EXPECT_EQ(translations[2].text, "here");
}

TEST_F(Tickets, TellWhenTheyWereAdmittedBegunAndEnded) {
  const auto one = ticket({{"sentence 7"}});
  EXPECT_EQ(one->times().begun, one->times().admitted);
  const Clock::time_point before = Clock::now();
  one->take();
  EXPECT_GE(one->times().begun, before);
  finish(*one, 0, "is");
  EXPECT_GE(one->times().ended, one->times().begun);
  EXPECT_LE(one->times().admitted, before);
}

TEST_F(Tickets, ShowOfALineTheLatestOnce) {
  const auto two = ticket({{"sentence 7"}, {"sentence 14"}});
  two->show(1, "is");
  two->show(1, "is here");
  const std::optional<GrowingText> grown = two->next_text(milliseconds(0));
  ASSERT_TRUE(grown.has_value());
  EXPECT_EQ(grown->line, 1u);
  EXPECT_EQ(grown->text, "is here");
  EXPECT_FALSE(two->next_text(milliseconds(0)).has_value());
}

TEST_F(Tickets, AreGivenUpAfterTheirDeadline) {
  const auto late = ticket({{"sentence 7"}}, {.deadline = Clock::now()});
  EXPECT_EQ(refused(*late), Refusal::Reason::late);
  EXPECT_TRUE(late->is_given_up());
}

TEST_F(Tickets, AreGivenUpWhenTheirClientHasLeft) {
  int looks = 0;
  const auto left = ticket({{"sentence 7"}}, {.has_left = [&] { return ++looks == 2; }});
  EXPECT_EQ(refused(*left), Refusal::Reason::left);
  EXPECT_TRUE(left->is_given_up());
  EXPECT_EQ(looks, 2);
}

TEST_F(Tickets, WhatIsDoneIsHandedOutWithoutALook) {
  const auto done =
      ticket({{"sentence 7"}}, {.deadline = Clock::now(), .has_left = [] { return true; }});
  finish(*done, 0, "is");
  EXPECT_EQ(done->translations().size(), 1u);
}

TEST_F(Tickets, HandTheFirstFailureOn) {
  const auto failing = ticket({{"sentence 7"}, {"sentence 14"}});
  failing->fail(std::make_exception_ptr(InputError("first")));
  failing->fail(std::make_exception_ptr(InputError("second")));
  EXPECT_TRUE(failing->is_done());
  EXPECT_TRUE(failing->is_given_up());
  EXPECT_EQ(complaint([&] { failing->translations(); }), "first");
}

TEST_F(Tickets, RefuseALineThatTheModelDoesNotReadWhole) {
  EXPECT_THAT(complaint([&] {
                ticket({{"sentence 7"}, {std::string(2000, 'x')}});
              }),
              testing::HasSubstr("expected at most 40: divide it"));
}

TEST_F(Tickets, KnowHowManyHypothesesALineKeeps) {
  SearchSettings settings = translator_->settings();
  settings.config.beam_size = 7;
  settings.n_best = 3;
  EXPECT_EQ(Ticket(translator_, {{"sentence"}}, settings, false, {}).rows_of_a_line(), 7);
  settings.sampling = Sampling{};
  EXPECT_EQ(Ticket(translator_, {{"sentence"}}, settings, false, {}).rows_of_a_line(), 3);
}

}  // namespace
}  // namespace dragoman
