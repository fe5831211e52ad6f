#include "dragoman/search/restore_markup.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "dragoman/text/words.h"
#include "search/table_scores.h"

namespace dragoman {
namespace {

/// Sees at each step one source piece, of the order that it is given.
class GazeStepper final : public Stepper {
 public:
  explicit GazeStepper(std::vector<size_t> order) : order_(std::move(order)) {}
  std::unique_ptr<Decoding> begin() const override { return std::make_unique<Gaze>(order_); }

 private:
  class Gaze final : public Decoding {
   public:
    explicit Gaze(std::vector<size_t> order) : order_(std::move(order)) {}
    void admit(const std::vector<int64_t>& /*numbers*/,
               const std::vector<std::vector<int64_t>>& sources) override {
      length_ = sources.front().size();
    }
    void release(int64_t /*number*/) override {}
    void advance(const std::vector<DecodingRow>& /*rows*/, const Visit& visit) override {
      ++step_;
      TableScores scores(std::vector<double>(1000, -1));
      visit(0, scores);
    }
    std::vector<double> weights(int64_t /*row*/) const override {
      std::vector<double> weights(length_);
      weights[step_ <= order_.size() ? order_[step_ - 1] : length_ - 1] = 1;
      return weights;
    }
    std::vector<std::vector<double>> heads(int64_t /*row*/) const override { return {}; }

   private:
    std::vector<size_t> order_;
    size_t length_ = 0, step_ = 0;
  };

  std::vector<size_t> order_;
};

class RestoreMarkup : public testing::Test {
 protected:
  RestoreMarkup() {
    const std::string line =
        "a big red dog runs fast , here ! . ein roter großer Hund läuft schnell hier";
    const std::vector<std::string> lines(30, line);
    VocabularyConfig config;
    config.size = 0;
    vocabulary_ = Vocabulary::train(config, lines);
  }

  /// @param seen of each word of the translation the word of the source that it saw
  std::string restored(const std::string& line, const std::string& translated,
                       const std::vector<size_t>& seen) const {
    const MarkedText marked = take_out_markup(line);
    Translation translation;
    translation.text = translated;
    translation.source = vocabulary_->encode(marked.text);
    translation.target = vocabulary_->encode(translated);
    EXPECT_EQ(vocabulary_->decode(translation.target), translated);
    const Words source = words_of(*vocabulary_, translation.source);
    const Words target = words_of(*vocabulary_, translation.target);
    std::vector<size_t> order;
    for (const size_t word : target.of_piece) {
      const auto found = std::find(source.of_piece.begin(), source.of_piece.end(), seen[word]);
      order.push_back(static_cast<size_t>(found - source.of_piece.begin()));
    }
    const Translator translator(std::make_shared<GazeStepper>(order),
                                {*vocabulary_, *vocabulary_, true}, {});
    return restore_markup(marked, translation, translator);
  }

  std::optional<Vocabulary> vocabulary_;
};

TEST_F(RestoreMarkup, AnElementGoesWhereItsWordsWent) {
  EXPECT_EQ(restored("a <b>big</b> red dog", "ein roter großer Hund", {0, 2, 1, 3}),
            "ein roter <b>großer</b> Hund");
  EXPECT_EQ(restored("<p>a <b>big <i>red</i></b> dog</p>", "ein roter großer Hund", {0, 2, 1, 3}),
            "<p>ein <b><i>roter</i> großer</b> Hund</p>");
}

TEST_F(RestoreMarkup, AWordThatStraysDoesNotStretchIt) {
  EXPECT_EQ(restored("<b>a big</b> red dog", "ein großer Hund läuft schnell hier roter",
                     {0, 1, 3, 3, 3, 2, 0}),
            "<b>ein großer</b> Hund läuft schnell hier roter");
}

TEST_F(RestoreMarkup, PointsKeepTheirNeighboursAndSpaces) {
  EXPECT_EQ(restored("a {x} dog runs", "hier läuft ein Hund", {2, 2, 0, 1}),
            "hier läuft ein {x} Hund");
  EXPECT_EQ(restored("a dog<br/> runs", "ein Hund läuft", {0, 1, 2}), "ein Hund<br/> läuft");
  EXPECT_EQ(restored("dog {x}, runs", "Hund läuft", {0, 1}), "{x} Hund läuft");
  EXPECT_EQ(restored("{x} dog", "Hund", {0}), "{x} Hund");
  EXPECT_EQ(restored("dog {x}", "Hund", {0}), "Hund {x}");
  EXPECT_EQ(restored("<br>a dog", "ein Hund", {0, 1}), "<br>ein Hund");
}

TEST_F(RestoreMarkup, ElementsNeverCross) {
  EXPECT_EQ(restored("<b>a big</b> <i>red dog</i>", "ein roter großer Hund", {0, 2, 1, 3}),
            "<b>ein roter großer</b> <i>Hund</i>");
}

TEST_F(RestoreMarkup, MarksWithoutATextStayInOrder) {
  EXPECT_EQ(restored("<b>{x}</b> {y}", "", {}), "<b>{x}</b> {y}");
}

TEST_F(RestoreMarkup, CharactersAreReferencesAgainWhereTheyWere) {
  EXPECT_EQ(restored("dog &amp; <b>dog</b>", "Hund & Hund", {0, 1, 2}), "Hund &amp; <b>Hund</b>");
  EXPECT_EQ(restored("dog & <b>dog</b>", "Hund & Hund", {0, 1, 2}), "Hund & <b>Hund</b>");
}

/// Whether each tag closes the one that was opened last.
bool is_well_formed(std::string_view text) {
  std::vector<std::string_view> open;
  for (size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::string_view tag = text.substr(at + 1, text.find('>', at) - at - 1);
    if (tag.back() == '/') continue;
    if (tag.front() != '/') {
      open.push_back(tag);
    } else if (open.empty() || open.back() != tag.substr(1)) {
      return false;
    } else {
      open.pop_back();
    }
  }
  return open.empty();
}

TEST_F(RestoreMarkup, EveryMarkComesOnceAndTheTextIsWellFormedHoweverWordsMove) {
  for (const std::string line :
       {"<a>a</a> <b>big <c/>red</b> {x} dog <d>runs <e>fast</e></d> !",
        "<a><b><c>a big</c> red</b> dog</a> runs {x} fast <d>!</d> <e/>"}) {
    std::vector<size_t> seen = {0, 1, 2, 3, 4, 5};
    do {
      const std::string text = restored(line, "ein roter großer Hund läuft schnell", seen);
      EXPECT_TRUE(is_well_formed(text)) << text;
      for (const std::string mark : {"<a>", "<b>", "<c>", "<c/>", "<d>", "<e>", "<e/>", "{x}"}) {
        const size_t first = text.find(mark);
        EXPECT_EQ(first == std::string::npos, line.find(mark) == std::string::npos) << text;
        EXPECT_EQ(text.find(mark, first + 1), std::string::npos) << text;
      }
    } while (std::next_permutation(seen.begin(), seen.end()));
  }
}

}  // namespace
}  // namespace dragoman
