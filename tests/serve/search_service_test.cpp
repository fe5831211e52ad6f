#include "serve/search_service.h"

#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/messages.h"
#include "serve/refusal.h"
#include "serve/small_translator.h"

namespace dragoman {
namespace {

using std::chrono::milliseconds;

std::vector<SourceText> sources(const std::vector<std::string>& lines) {
  std::vector<SourceText> sources;
  for (const std::string& line : lines) sources.push_back({line});
  return sources;
}

/// Requests of all kinds.
SearchSettings settings_of(const Translator& translator, size_t kind) {
  SearchSettings settings = translator.settings();
  settings.config.beam_size = 1 + static_cast<int64_t>(kind % 4);
  if (kind % 3 == 1) settings.n_best = settings.config.beam_size;
  if (kind % 5 == 2) settings.sampling = Sampling{.temperature = 0.8, .seed = kind};
  if (kind % 7 == 3) settings.rules.push_back(std::make_shared<NoRepeatedNgram>(3));
  return settings;
}

void expect_equal(const Translation& got, const Translation& expected) {
  EXPECT_EQ(got.text, expected.text);
  ASSERT_EQ(got.hypotheses.size(), expected.hypotheses.size());
  for (size_t i = 0; i < got.hypotheses.size(); ++i) {
    EXPECT_EQ(got.hypotheses[i].words, expected.hypotheses[i].words);
    EXPECT_EQ(got.hypotheses[i].score, expected.hypotheses[i].score);
    EXPECT_EQ(got.hypotheses[i].log_probability, expected.hypotheses[i].log_probability);
  }
}

void wait_until_idle(const SearchService& service) {
  for (int tries = 0; tries < 10'000 && service.state().active > 0; ++tries) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(service.state().active, 0);
}

/// Never ends by itself before it is told to: a translation that is as long as its limit.
ServedModel slow_model() {
  ServedModel model = served("en", "de", small_translator());
  model.settings.config.max_length_ratio = 0;
  model.settings.config.max_length_offset = 1'000'000;
  model.settings.config.min_length = 1'000'000;
  model.settings.config.beam_size = 1;
  return model;
}

Refusal::Reason refused(const std::function<void()>& call) {
  try {
    call();
  } catch (const Refusal& refusal) {
    return refusal.reason();
  }
  ADD_FAILURE() << "nothing was refused";
  return Refusal::Reason::late;
}

TEST(SearchService, AnswersAreTheTranslatorsWhoeverElseIsThere) {
  const std::vector<ServedModel> models = {served("en", "de", small_translator()),
                                           served("de", "en", small_translator())};
  const std::vector<std::string> lines = sample_lines();
  Counters counters;
  SearchService service({.threads = 3}, counters);
  std::vector<std::thread> clients;
  std::atomic<int> answered = 0;
  for (size_t client = 0; client < 24; ++client) {
    clients.emplace_back([&, client] {
      const ServedModel& model = models[client % 2];
      const SearchSettings settings = settings_of(*model.translator, client);
      const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(client % 12);
      const std::vector<SourceText> own =
          sources({begin, begin + 1 + static_cast<int>(client % 9)});
      const auto admission = service.admit();
      const auto got = admission->search(model, own, settings, client % 4 == 0)->translations();
      ASSERT_EQ(got.size(), own.size());
      for (size_t i = 0; i < got.size(); ++i) {
        expect_equal(got[i], model.translator->translate({own[i]}, settings).front());
      }
      ++answered;
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(answered, 24);
  wait_until_idle(service);
  EXPECT_EQ(service.state().waiting, 0);
}

TEST(SearchService, EmptyLinesNeedNoSearchAndPrefixesAreKept) {
  const ServedModel model = served("en", "de", small_translator());
  Counters counters;
  SearchService service({}, counters);
  const auto admission = service.admit();
  const auto ticket =
      admission->search(model, {{""}, {"", "sentence"}, {"sentence 7", "is"}}, model.settings);
  const std::vector<Translation> translations = ticket->translations();
  EXPECT_EQ(translations[0].text, "");
  EXPECT_EQ(translations[1].text, "sentence");
  EXPECT_EQ(translations[2].text.rfind("is", 0), 0u);
}

TEST(SearchService, AWatchedLineIsSeenToGrow) {
  const ServedModel model = served("en", "de", small_translator());
  Counters counters;
  SearchService service({}, counters);
  const auto admission = service.admit();
  const auto ticket = admission->search(model, sources({sample_lines()[0]}), model.settings, true);
  int seen = 0;
  do {
    seen += ticket->next_text(milliseconds(100)) ? 1 : 0;
  } while (!ticket->is_done());
  EXPECT_GT(seen, 0);
  EXPECT_FALSE(ticket->translations().front().text.empty());
}

TEST(SearchService, WhatIsCancelledLeavesTheSearchAndTheQueue) {
  const ServedModel slow = slow_model();
  Counters counters;
  SearchService service({}, counters);
  {
    const auto admission = service.admit();
    const auto ticket = admission->search(
        slow, sources(std::vector<std::string>(100, "sentence 7")), slow.settings);
    while (service.state().active == 0) std::this_thread::sleep_for(milliseconds(1));
    EXPECT_EQ(service.state().active, 64);
    EXPECT_EQ(service.state().waiting, 36);
    ticket->cancel();
    wait_until_idle(service);
  }
  const ServedModel model = served("en", "de", small_translator());
  const auto admission = service.admit();
  EXPECT_EQ(
      admission->search(model, sources({"sentence 7"}), model.settings)->translations().size(), 1u);
  EXPECT_EQ(service.state().waiting, 0);
  EXPECT_THAT(counters.text({}), testing::HasSubstr("dragoman_cancelled_sentences_total 100\n"));
}

TEST(SearchService, RefusesMoreRequestsThanItMayHave) {
  Counters counters;
  SearchService service({.requests = 2}, counters);
  auto one = service.admit(), two = service.admit();
  EXPECT_EQ(refused([&] { service.admit(); }), Refusal::Reason::busy);
  one.reset();
  EXPECT_NO_THROW(one = service.admit());
}

TEST(SearchService, GivesUpWhatTakesTooLong) {
  const ServedModel slow = slow_model();
  Counters counters;
  SearchService service({.time = milliseconds(50)}, counters);
  const auto admission = service.admit();
  const auto ticket = admission->search(slow, sources({"sentence 7"}), slow.settings);
  EXPECT_EQ(refused([&] { ticket->translations(); }), Refusal::Reason::late);
  wait_until_idle(service);
  EXPECT_EQ(refused([&] { admission->compute([] {}); }), Refusal::Reason::late);
}

TEST(SearchService, ALongRequestLetsShortOnesPass) {
  const ServedModel slow = slow_model(), model = served("de", "en", small_translator());
  Counters counters;
  SearchService service({}, counters);
  const auto admission = service.admit(), other = service.admit();
  SearchSettings settings = slow.settings;
  settings.config.max_length_offset = settings.config.min_length = 2000;
  const auto many =
      admission->search(slow, sources(std::vector<std::string>(30, "sentence 7")), settings);
  const auto few = other->search(model, sources({"sentence 14"}), model.settings);
  EXPECT_EQ(few->translations().size(), 1u);
  EXPECT_FALSE(many->is_done());
  many->cancel();
}

TEST(SearchService, DrainingFinishesWhatIsAdmittedAndRefusesTheRest) {
  const ServedModel model = served("en", "de", small_translator());
  Counters counters;
  SearchService service({}, counters);
  auto admission = service.admit();
  std::thread draining([&] { service.drain(); });
  while (true) {
    try {
      service.admit();
    } catch (const Refusal& refusal) {
      EXPECT_EQ(refusal.reason(), Refusal::Reason::stopping);
      break;
    }
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(
      admission->search(model, sources(sample_lines()), model.settings)->translations().size(),
      sample_lines().size());
  admission.reset();
  draining.join();
}

TEST(SearchService, ComputesBetweenStepsAndHandsErrorsOn) {
  Counters counters;
  SearchService service({}, counters);
  const auto admission = service.admit();
  int computed = 0;
  admission->compute([&] { ++computed; });
  EXPECT_EQ(computed, 1);
  EXPECT_EQ(complaint([&] { admission->compute([] { fail_input("wrong"); }); }), "wrong");
}

TEST(SearchService, AWrongLineHarmsNoOther) {
  const ServedModel model = served("en", "de", small_translator());
  Counters counters;
  SearchService service({}, counters);
  const auto admission = service.admit(), other = service.admit();
  SearchSettings sampled = model.settings;
  sampled.sampling = Sampling{};
  const auto wrong = admission->search(model, {{"sentence 7", "", {"longer"}}}, sampled);
  EXPECT_THAT(complaint([&] { wrong->translations(); }), testing::HasSubstr("sampled"));
  const std::string long_line(2000, 'x');
  EXPECT_THAT(complaint([&] { other->search(model, sources({long_line}), model.settings); }),
              testing::HasSubstr("expected at most 40: divide it"));
  EXPECT_EQ(other->search(model, sources({"sentence 7"}), model.settings)->translations().size(),
            1u);
}

}  // namespace
}  // namespace dragoman
