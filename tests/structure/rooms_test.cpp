#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

/// What a room may include: other rooms, and outside packages by the first part of their headers.
/// A room within a room is named by its path. What the outer one may include it may as well, but
/// for packages; the two may include each other, since the outer one holds what all within it
/// share; its neighbours within are those that are named.
struct Room {
  Names rooms;
  Names packages;
};

const std::map<std::string, Room> table = {
    {"base", {{}, {"spdlog", "utf8proc.h"}}},
    {"config", {{"base"}, {"toml++"}}},
    {"text",
     {{"base", "config"},
      {"sentencepiece_processor.h", "sentencepiece_trainer.h", "torch", "zlib.h"}}},
    {"kernels", {{"base"}, {"hwy", "dnnl.hpp", "omp.h"}}},
    {"kernels/cuda", {{}, {"cuda_runtime.h"}}},
    {"nn", {{"base", "config", "kernels"}, {"torch", "ATen", "c10", "nlohmann", "zlib.h"}}},
    {"nn/step", {{}, {}}},
    {"nn/tape", {{}, {"torch", "ATen", "cublas_v2.h"}}},
    {"nn/attention", {{"nn/step", "nn/tape"}, {"torch"}}},
    {"nn/decoder", {{"nn/attention", "nn/step", "nn/tape"}, {"torch"}}},
    {"metrics", {{"base"}, {}}},
    {"align", {{"base", "metrics"}, {}}},
    {"search", {{"base", "config", "kernels", "text", "nn"}, {"spdlog"}}},
    {"training",
     {{"base", "config", "kernels", "text", "align", "nn", "search", "metrics"},
      {"torch", "ATen", "nlohmann", "spdlog"}}},
    {"report", {{"base", "config", "metrics", "search", "training"}, {"nlohmann", "spdlog"}}},
    {"serve", {{"base", "config", "kernels", "text", "nn", "search"}, {"nlohmann", "spdlog"}}},
    {"serve/http", {{}, {"httplib.h", "nlohmann", "spdlog"}}},
    {"cli",
     {{"base", "config", "kernels", "text", "align", "nn", "metrics", "search", "training",
       "report", "serve"},
      {"CLI", "histedit.h", "nlohmann", "spdlog"}}},
};

// The C++ library, C and POSIX: no outside packages.
const Names system_headers = {"dlfcn.h", "fcntl.h", "malloc.h", "netdb.h", "netinet",
                              "poll.h",  "sched.h", "spawn.h",  "sys",     "unistd.h"};

/// The innermost room of the table that a header lies in; its folder where there is none.
std::string room_of(const std::string& header) {
  const std::string inside = header.starts_with("dragoman/") ? header.substr(9) : header;
  std::string folder = fs::path(inside).parent_path().string();
  for (std::string room = folder; !room.empty(); room = fs::path(room).parent_path().string()) {
    if (table.contains(room)) return room;
  }
  return folder;
}

std::string outermost(const std::string& room) {
  return room.substr(0, room.find('/'));
}

/// Whether the table allows `room` to include `other`.
bool may_include(const std::string& room, const std::string& other) {
  const std::string outer = outermost(room);
  if (room == other || (outer == outermost(other) && (room == outer || other == outer)))
    return true;
  return table.at(room).rooms.contains(other) || table.at(outer).rooms.contains(outermost(other));
}

struct Source {
  std::string room;
  std::string key;  // how others include it: "dragoman/nn/model.h" or "nn/attention/dot.h"
  std::vector<std::string> own;       // includes of ours, by key
  std::vector<std::string> packages;  // first parts of includes from outside
};

bool is_standard(const std::string& header) {
  return header.find('.') == std::string::npos && header.find('/') == std::string::npos;
}

Source read_source(const fs::path& path, const std::string& key) {
  static const std::regex include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  Source source{room_of(key), key, {}, {}};
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (!std::regex_search(line, match, include)) continue;
    const std::string header = match[2];
    if (match[1] == "\"") {
      source.own.push_back(header);
    } else if (!is_standard(header)) {
      source.packages.push_back(header.substr(0, header.find('/')));
    }
  }
  return source;
}

std::vector<Source> read_tree() {
  const fs::path root = DRAGOMAN_SOURCE_DIR;
  std::vector<Source> sources;
  for (const fs::path& base : {root / "include", root / "src"}) {
    for (const auto& entry : fs::recursive_directory_iterator(base)) {
      if (!entry.is_regular_file()) continue;
      sources.push_back(read_source(entry.path(), fs::relative(entry.path(), base).string()));
    }
  }
  return sources;
}

TEST(Rooms, EveryFolderIsARoomOfTheTable) {
  const std::vector<Source> sources = read_tree();
  ASSERT_GT(sources.size(), 50u);
  for (const Source& source : sources) EXPECT_TRUE(table.contains(source.room)) << source.key;
}

TEST(Rooms, EveryRoomOfTheTableHasFiles) {
  Names found;
  for (const Source& source : read_tree()) found.insert(source.room);
  for (const auto& [name, room] : table) EXPECT_TRUE(found.contains(name)) << name;
}

TEST(Rooms, IncludesGoStrictlyDownward) {
  for (const Source& source : read_tree()) {
    for (const std::string& header : source.own) {
      const std::string room = room_of(header);
      EXPECT_TRUE(may_include(source.room, room)) << source.key << " includes " << header << ": "
                                                  << source.room << " may not include " << room;
    }
  }
}

TEST(Rooms, OnlyPublicHeadersCrossRooms) {
  for (const Source& source : read_tree()) {
    for (const std::string& header : source.own) {
      EXPECT_TRUE(header.starts_with("dragoman/") ||
                  outermost(room_of(header)) == outermost(source.room))
          << source.key << " includes " << header << ", a private header of another room";
    }
  }
}

TEST(Rooms, OutsidePackagesStayInTheirPlace) {
  for (const Source& source : read_tree()) {
    for (const std::string& package : source.packages) {
      EXPECT_TRUE(system_headers.contains(package) ||
                  table.at(source.room).packages.contains(package))
          << source.key << " includes <" << package << "...>, which is not for room "
          << source.room;
    }
  }
}

TEST(Rooms, KernelsAndStepsSeeNothingOfLibTorch) {
  std::map<std::string, Source> sources;
  for (const Source& source : read_tree()) sources[source.key] = source;
  for (const auto& [key, source] : sources) {
    if (source.room != "kernels" && source.room != "nn/step") continue;
    Names seen;
    std::vector<std::string> open = {key};
    while (!open.empty()) {
      const std::string next = open.back();
      open.pop_back();
      if (!seen.insert(next).second) continue;
      for (const std::string& package : sources[next].packages) {
        EXPECT_TRUE(package != "torch" && package != "ATen" && package != "c10")
            << key << " sees <" << package << "...> through " << next;
      }
      const std::vector<std::string>& own = sources[next].own;
      open.insert(open.end(), own.begin(), own.end());
    }
  }
}

TEST(Rooms, OnlyKernelsShareWorkAndDispatchTypes) {
  const std::regex sharing(R"(\bparallel_for\b|\bAT_DISPATCH|#\s*pragma\s+omp|\bomp_\w+\()");
  const fs::path root = DRAGOMAN_SOURCE_DIR;
  for (const Source& source : read_tree()) {
    if (source.room == "kernels") continue;
    const bool is_public = source.key.starts_with("dragoman/");
    std::ifstream in(root / (is_public ? "include" : "src") / source.key);
    ASSERT_TRUE(in) << source.key;
    for (std::string line; std::getline(in, line);) {
      EXPECT_FALSE(std::regex_search(line, sharing)) << source.key << ": " << line;
    }
  }
}

TEST(Rooms, NoFileIncludesItselfThroughOthers) {
  std::map<std::string, std::vector<std::string>> edges;
  for (const Source& source : read_tree()) edges[source.key] = source.own;
  std::map<std::string, int> visited;  // 1 on the path, 2 done
  const std::function<void(const std::string&)> visit = [&](const std::string& key) {
    visited[key] = 1;
    for (const std::string& next : edges[key]) {
      EXPECT_NE(visited[next], 1) << "a cycle through " << key << " and " << next;
      if (visited[next] == 0) visit(next);
    }
    visited[key] = 2;
  };
  std::vector<std::string> keys;
  for (const auto& [key, own] : edges) keys.push_back(key);
  for (const std::string& key : keys) {
    if (visited[key] == 0) visit(key);
  }
}

TEST(Rooms, TheTableItselfHasNoCycle) {
  for (const auto& [name, room] : table) {
    for (const std::string& below : room.rooms) {
      EXPECT_FALSE(table.at(below).rooms.contains(name)) << name << " and " << below;
    }
  }
}

}  // namespace
