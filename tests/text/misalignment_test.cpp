#include "dragoman/text/misalignment.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <unordered_map>

#include <gmock/gmock.h>

#include "dragoman/base/random.h"
#include "dragoman/base/unicode.h"
#include "dragoman/text/corpus.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<int32_t>;

/// One id a word.
struct Sides {
  std::vector<Ids> source, target;

  std::vector<EncodedPair> pairs() const {
    std::vector<EncodedPair> all;
    for (size_t i = 0; i < std::min(source.size(), target.size()); ++i) {
      all.push_back({source[i], target[i]});
    }
    return all;
  }
};

std::vector<Ids> words_as_ids(const std::vector<std::string>& lines) {
  std::unordered_map<std::string, int32_t> ids;
  std::vector<Ids> all;
  for (const std::string& line : lines) {
    all.emplace_back();
    for (const std::string_view word : split_whitespace(line)) {
      all.back().push_back(
          ids.emplace(std::string(word), static_cast<int32_t>(ids.size())).first->second);
    }
  }
  return all;
}

Sides read_sides(const fs::path& source, const fs::path& target) {
  const ParallelCorpus corpus = read_parallel(source, target);
  return {words_as_ids(corpus.source), words_as_ids(corpus.target)};
}

/// Word 3w of the source is word 3w + 1 of the target, in another order; a few dozen words are
/// frequent, most are rare.
Sides made_up(size_t rows, uint64_t seed) {
  Random random(seed);
  Sides sides;
  for (size_t row = 0; row < rows; ++row) {
    Ids source, target;
    for (uint64_t length = 4 + random.below(9); length > 0; --length) {
      const double draw = random.uniform();
      const auto word = static_cast<int32_t>(2000 * draw * draw * draw);
      source.push_back(3 * word);
      target.insert(target.begin(), 3 * word + 1);
    }
    sides.source.push_back(source);
    sides.target.push_back(target);
  }
  return sides;
}

/// Some lines put into one side before row `begin`, and as many taken out before row `end`.
struct Damage {
  size_t begin, end;
  int64_t lines;
  bool of_source;

  void apply(Sides& sides) const {
    auto& side = of_source ? sides.source : sides.target;
    const auto at = [&](size_t row) { return side.begin() + static_cast<std::ptrdiff_t>(row); };
    const std::vector<Ids> strangers(side.rbegin(), side.rbegin() + lines);
    side.erase(at(end), at(end) + lines);
    side.insert(at(begin), strangers.begin(), strangers.end());
  }
  int64_t shift() const { return of_source ? -lines : lines; }

  bool is_found(const std::vector<Misalignment>& regions) const {
    const auto near = [](size_t one, size_t other) {
      return std::max(one, other) - std::min(one, other) <= 50;
    };
    return std::any_of(regions.begin(), regions.end(), [&](const Misalignment& region) {
      return region.shift == shift() && near(region.begin, begin) && near(region.end, end);
    });
  }
};

Damage drawn_damage(size_t rows, Random& random) {
  const auto lines = static_cast<int64_t>(1 + random.below(3));
  const size_t one = random.below(rows - 4), other = random.below(rows - 4);
  return {std::min(one, other), std::max(one, other) + 1, lines, random.below(2) == 1};
}

/// How many of 100 random damages are found, each where it is.
int count_found(const Sides& clean) {
  Random random(5);
  int found = 0;
  for (int trial = 0; trial < 100; ++trial) {
    Sides sides = clean;
    const Damage damage = drawn_damage(sides.source.size(), random);
    damage.apply(sides);
    found += damage.is_found(find_misalignments(sides.pairs()));
  }
  return found;
}

Sides in_another_order(const Sides& sides) {
  Random one(7), other(7);
  Sides shuffled = sides;
  shuffle(shuffled.source, one);
  shuffle(shuffled.target, other);
  return shuffled;
}

MATCHER_P3(IsRegion, begin, end, shift, "") {
  return arg.begin == size_t(begin) && arg.end == size_t(end) && arg.shift == shift;
}

void expect_damages_found_in(const Sides& clean) {
  EXPECT_THAT(find_misalignments(clean.pairs()), testing::IsEmpty());
  EXPECT_THAT(find_misalignments(in_another_order(clean).pairs()), testing::IsEmpty());
  EXPECT_GE(count_found(clean), 95);
}

TEST(Misalignments, OfTheSampleCorpusAreFoundWhereverTheyAre) {
  const fs::path folder = fs::path(DRAGOMAN_SOURCE_DIR) / "data/sample";
  expect_damages_found_in(read_sides(folder / "train.en", folder / "train.de"));
}

TEST(Misalignments, OfMulti30kAreFoundWhereverTheyAre) {
  const char* given = std::getenv("DRAGOMAN_MULTI30K");
  const fs::path folder = given ? given : DRAGOMAN_SOURCE_DIR "/data/multi30k";
  if (!fs::exists(folder / "train.en.gz")) {
    GTEST_SKIP() << folder << " is missing: scripts/fetch_multi30k.sh, or set DRAGOMAN_MULTI30K";
  }
  expect_damages_found_in(read_sides(folder / "train.en.gz", folder / "train.de.gz"));
}

TEST(Misalignments, OfACorpusWithoutAreNone) {
  EXPECT_THAT(find_misalignments(made_up(5000, 1).pairs()), testing::IsEmpty());
  EXPECT_THAT(find_misalignments({}), testing::IsEmpty());
  EXPECT_THAT(find_misalignments({{{1, 2}, {}}}), testing::IsEmpty());
}

TEST(Misalignments, ALineLostOnOneSideShiftsAllThatFollow) {
  Sides sides = made_up(5000, 1);
  sides.target.erase(sides.target.begin() + 2000);
  const auto found = find_misalignments(sides.pairs());
  ASSERT_THAT(found, testing::SizeIs(1));
  EXPECT_EQ(found[0].shift, -1);
  EXPECT_NEAR(static_cast<double>(found[0].begin), 2000, 5);
  EXPECT_EQ(found[0].end, 4999);
}

TEST(Misalignments, OfAWholeCorpusThatIsShiftedAreAllOfIt) {
  Sides sides = made_up(5000, 1);
  sides.source.erase(sides.source.begin(), sides.source.begin() + 2);
  EXPECT_THAT(find_misalignments(sides.pairs()),
              testing::ElementsAre(IsRegion(0, 4998, int64_t{2})));
}

TEST(Misalignments, OfATargetInAnotherOrderAreAllOfIt) {
  Sides sides = made_up(5000, 1);
  Random random(3);
  shuffle(sides.target, random);
  EXPECT_THAT(find_misalignments(sides.pairs()),
              testing::ElementsAre(IsRegion(0, 5000, std::optional<int64_t>())));
}

TEST(Misalignments, AreNotWhatRepeatsItself) {
  const Sides once = made_up(1000, 1);
  Sides often;
  for (int copy = 0; copy < 10; ++copy) {
    often.source.insert(often.source.end(), once.source.begin(), once.source.end());
    often.target.insert(often.target.end(), once.target.begin(), once.target.end());
  }
  EXPECT_THAT(find_misalignments(often.pairs()), testing::IsEmpty());
}

TEST(Misalignments, AreNotSingleBadTranslations) {
  Sides sides = made_up(5000, 1);
  Random random(3);
  for (int i = 0; i < 1500; ++i)
    sides.target[random.below(5000)] = sides.target[random.below(5000)];
  EXPECT_THAT(find_misalignments(sides.pairs()), testing::IsEmpty());
}

TEST(Misalignments, OfRowsThatStandTriplyAreNone) {
  const Sides once = made_up(3000, 1);
  Sides thrice;
  for (size_t row = 0; row < 9000; ++row) {
    thrice.source.push_back(once.source[row / 3]);
    thrice.target.push_back(once.target[row / 3]);
  }
  EXPECT_THAT(find_misalignments(thrice.pairs()), testing::IsEmpty());
}

}  // namespace
}  // namespace dragoman
