#include "dragoman/training/processes.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>

#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"
#include "training/heartbeat.h"
#include "training/process_group.h"

namespace dragoman {
namespace {

constexpr std::chrono::seconds longest_silence{10};

/// Nothing else could get the collective call back that this process may be in; a run's files
/// survive an end at any moment.
[[noreturn]] void end_process(const std::string& missed) {
  spdlog::error(
      "{}; this process ends too, and the run goes on from its last checkpoint by --resume",
      missed);
  spdlog::default_logger()->flush();
  std::_Exit(EXIT_FAILURE);
}

Tensor tensor_of(const std::string& bytes, size_t size) {
  Tensor tensor = torch::zeros({static_cast<int64_t>(size)}, torch::kUInt8);
  std::memcpy(tensor.data_ptr(), bytes.data(), std::min(size, bytes.size()));
  return tensor;
}

}  // namespace

class Processes::Group {
 public:
  explicit Group(const Launch& launch)
      : rank_(launch.rank),
        size_(launch.size),
        carrier_(meet(launch)),
        heartbeat_(carrier_->board(), rank_, size_, longest_silence, end_process) {}

  // Others that wait for this process on the CPU see at once that it is gone; on GPUs, by the
  // heartbeat.
  ~Group() {
    if (std::uncaught_exceptions() > 0) heartbeat_.fail();
    carrier_->close();
  }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  int64_t rank() const { return rank_; }
  int64_t size() const { return size_; }

  template <typename Call>
  auto with(Call call) {
    try {
      return call(*carrier_);
    } catch (const std::exception& failure) {
      const std::string text = failure.what();
      fail(
          "another process of this run has ended ({}): its own log says why; the run goes on from "
          "its last checkpoint by --resume",
          text.substr(0, text.find('\n')));
    }
  }

 private:
  int64_t rank_, size_;
  std::unique_ptr<ProcessGroup> carrier_;
  Heartbeat heartbeat_;
};

Processes::Processes(const Launch& launch) : group_(std::make_shared<Group>(launch)) {}

int64_t Processes::rank() const {
  return group_ ? group_->rank() : 0;
}

int64_t Processes::size() const {
  return group_ ? group_->size() : 1;
}

void Processes::add_up(const Tensor& values) const {
  begin_to_add_up(values)();
}

std::function<void()> Processes::begin_to_add_up(const Tensor& values) const {
  if (!group_) return [] {};
  const auto wait = group_->with([&](ProcessGroup& group) { return group.add_up(values); });
  return [group = group_, wait] { group->with([&](ProcessGroup&) { wait(); }); };
}

void Processes::spread(const Tensor& values) const {
  if (group_) group_->with([&](ProcessGroup& group) { group.spread(values); });
}

std::string Processes::of_first(const std::string& bytes) const {
  return of_all(is_first() ? bytes : std::string()).front();
}

std::vector<std::string> Processes::of_all(const std::string& bytes) const {
  if (!group_) return {bytes};
  return group_->with([&](ProcessGroup& group) {
    std::vector<int64_t> sizes;
    for (const Tensor& count : group.gather(torch::tensor({static_cast<int64_t>(bytes.size())}))) {
      sizes.push_back(count.item<int64_t>());
    }
    std::vector<std::string> all(sizes.size());
    const int64_t longest = *std::max_element(sizes.begin(), sizes.end());
    if (longest == 0) return all;
    const std::vector<Tensor> given = group.gather(tensor_of(bytes, static_cast<size_t>(longest)));
    for (size_t rank = 0; rank < all.size(); ++rank) {
      all[rank].assign(static_cast<const char*>(given[rank].data_ptr()),
                       static_cast<size_t>(sizes[rank]));
    }
    return all;
  });
}

}  // namespace dragoman
