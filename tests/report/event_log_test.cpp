#include "dragoman/report/event_log.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "base/small_disk.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "events.jsonl";

TEST(EventLog, GoesOnBehindAnUpdateAndDropsWhatIsCut) {
  std::ofstream(path)
      << "{\"update\":2,\"b\":1,\"a\":2}\n{\"update\":4}\n{\"other\":1}\n[3]\n{\"upd";
  EventLog log(path);
  log.open(2);  // which stays, and 4 does not
  log.write({{"update", 4}, {"text", "bad \xff byte"}});
  std::ifstream in(path);
  std::string first;
  std::getline(in, first);
  EXPECT_EQ(first, "{\"update\":2,\"b\":1,\"a\":2}");  // as it was
  const auto events = read_events(path);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1]["text"], "bad \uFFFD byte");
}

TEST(EventLog, WarnsOnceWhileTheDiskIsFull) {
  std::ostringstream text;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "events", std::make_shared<spdlog::sinks::ostream_sink_st>(text)));
  std::filesystem::remove(path);
  EventLog log(path);
  log.open(0);
  log.write({{"update", 1}});
  EXPECT_EQ(text.str(), "");
  for (int64_t update = 2; update < 8; update += 3) {
    text.str("");
    {
      const SmallDisk disk(1);
      log.write({{"update", update}});
      log.write({{"update", update + 1}});
    }
    EXPECT_THAT(text.str(), testing::HasSubstr("kept in memory and tried again"));
    EXPECT_EQ(text.str().find('\n'), text.str().size() - 1);
    log.write({{"update", update + 2}});
  }
  spdlog::set_default_logger(before);
  EXPECT_EQ(read_events(path).size(), 7u);
}

TEST(EventLog, OfNoFileHasNoEvents) {
  EXPECT_TRUE(read_events("no/such/file").empty());
  EXPECT_THROW(EventLog("no/such/file").open(0), Error);
}

}  // namespace
}  // namespace dragoman
