#include "training/heartbeat.h"

#include <algorithm>
#include <exception>

#include <spdlog/fmt/fmt.h>

namespace dragoman {
namespace {

constexpr const char *has_left = "has left", *has_failed = "has failed";

std::string key_of(int64_t rank) {
  return fmt::format("heartbeat/{}", rank);
}

}  // namespace

Heartbeat::Heartbeat(Blackboard board, int64_t rank, int64_t size, Milliseconds limit,
                     std::function<void(const std::string&)> on_silence)
    : board_(std::move(board)), rank_(rank), limit_(limit), on_silence_(std::move(on_silence)) {
  const int64_t end = rank == 0 ? size : 1;
  for (int64_t other = rank == 0 ? 1 : 0; other < end; ++other) {
    watched_.push_back({other, {}, Clock::now()});
  }
  beating_ = std::jthread([this](const std::stop_token& stop) { beat(stop); });
  watching_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

Heartbeat::~Heartbeat() {
  if (beating_.joinable()) say_goodbye(has_left);
  watching_.request_stop();
  watching_.join();
  if (rank_ != 0) return;
  try {
    const Clock::time_point end = Clock::now() + limit_ / 5;
    for (listen(); !all_are_gone() && Clock::now() < end; listen()) {
      std::this_thread::sleep_for(limit_ / 100);
    }
  } catch (const std::exception&) {  // it is gone, and this process goes as well
  }
}

void Heartbeat::fail() {
  say_goodbye(has_failed);
}

void Heartbeat::say_goodbye(const char* word) {
  beating_.request_stop();
  beating_.join();  // while the other thread sees to it that this ends
  try {
    board_.write(key_of(rank_), word);
  } catch (const std::exception&) {  // it is gone, and this process goes as well
  }
}

void Heartbeat::beat(const std::stop_token& stop) {
  for (int64_t number = 0; !stop.stop_requested(); ++number) {
    try {
      board_.write(key_of(rank_), fmt::format("beat {}", number));
      listen();
    } catch (const std::exception&) {  // nothing is heard, which the other thread sees
    }
    pause(stop, limit_ / 10);
  }
}

void Heartbeat::listen() {
  for (size_t i = 0; i < watched_.size(); ++i) {
    const std::string heard = board_.read(key_of(watched_[i].rank));
    const std::lock_guard lock(mutex_);
    if (heard == watched_[i].heard) continue;
    watched_[i].heard = heard;
    watched_[i].at = Clock::now();
  }
}

void Heartbeat::watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (const std::string missed = who_is_missed(); !missed.empty()) return on_silence_(missed);
    pause(stop, limit_ / 10);
  }
}

std::string Heartbeat::who_is_missed() {
  const std::lock_guard lock(mutex_);
  const Watched* longest = nullptr;  // others may only wait behind it to be listened to
  for (const Watched& watched : watched_) {
    if (watched.heard == has_left) continue;
    if (longest == nullptr || watched.at < longest->at) longest = &watched;
  }
  if (longest == nullptr || Clock::now() - longest->at < limit_) return {};
  if (longest->heard == has_failed) {
    return fmt::format("process {} has ended with an error: its own log says why", longest->rank);
  }
  return fmt::format(
      "process {} has not answered for {:g} s: it is stopped, or its machine is not to be reached",
      longest->rank, std::chrono::duration<double>(limit_).count());
}

bool Heartbeat::all_are_gone() {
  const std::lock_guard lock(mutex_);
  return std::all_of(watched_.begin(), watched_.end(), [](const Watched& watched) {
    return watched.heard == has_left || watched.heard == has_failed;
  });
}

void Heartbeat::pause(const std::stop_token& stop, Milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace dragoman
