#include "dragoman/report/event_log.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "events.jsonl";

TEST(EventLog, GoesOnBehindAnUpdateAndDropsWhatIsCut) {
  std::ofstream(path)
      << "{\"update\":2,\"b\":1,\"a\":2}\n{\"update\":4}\n{\"other\":1}\n[3]\n{\"upd";
  EventLog log(path);
  log.open(3);
  log.write({{"update", 4}, {"text", "bad \xff byte"}});
  std::ifstream in(path);
  std::string first;
  std::getline(in, first);
  EXPECT_EQ(first, "{\"update\":2,\"b\":1,\"a\":2}");  // as it was
  const auto events = read_events(path);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1]["text"], "bad \uFFFD byte");
}

TEST(EventLog, OfNoFileHasNoEvents) {
  EXPECT_TRUE(read_events("no/such/file").empty());
  EXPECT_THROW(EventLog("no/such/file").open(0), Error);
}

}  // namespace
}  // namespace dragoman
