// c10d's process group over Gloo: LibTorch has it, and Gloo's headers (libgloo-dev) are needed to
// name it.
#include <array>
#include <csignal>
#include <cstdlib>

#include <netdb.h>
#include <sys/socket.h>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <unistd.h>

#include "dragoman/base/error.h"
#include "training/gpu_sum.h"
#include "training/process_group.h"

namespace dragoman {
namespace {

constexpr std::chrono::minutes to_meet{5};
// It is the heartbeat that sees whether others live: one that validates or saves may take its time.
constexpr std::chrono::hours to_answer{24 * 365};

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

/// This machine's own address on the way to `host`: what its name resolves to is often a loopback
/// that no other machine reaches.
std::string own_address(const std::string& host, uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_DGRAM;  // connecting sends nothing
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (failure != 0) fail_input("MASTER_ADDR: {}: {}", host, ::gai_strerror(failure));
  const std::unique_ptr<addrinfo, FreeAddresses> owner(found);
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    const int descriptor = ::socket(address->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) continue;
    sockaddr_storage own{};
    socklen_t length = sizeof(own);
    auto* name = reinterpret_cast<sockaddr*>(&own);
    std::array<char, NI_MAXHOST> text{};
    const bool is_known =
        ::connect(descriptor, address->ai_addr, address->ai_addrlen) == 0 &&
        ::getsockname(descriptor, name, &length) == 0 &&
        ::getnameinfo(name, length, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0;
    ::close(descriptor);
    if (is_known) return text.data();
  }
  fail("MASTER_ADDR: there is no way to {} from this machine", host);
}

/// Newer LibTorch takes libuv unless it is told not to, and Debian's is built without.
template <class Options>
void do_without_libuv(Options& options) {
  if constexpr (requires { options.useLibUV; }) options.useLibUV = false;
}

c10::intrusive_ptr<c10d::Store> make_store(const Launch& launch) {
  c10d::TCPStoreOptions options;
  options.port = launch.port;
  options.isServer = launch.rank == 0;
  options.timeout = to_meet;
  do_without_libuv(options);
  return c10::make_intrusive<c10d::TCPStore>(launch.address, options);
}

Blackboard make_board(const c10::intrusive_ptr<c10d::Store>& store) {
  return {[store](const std::string& key, const std::string& text) {
            store->set(key, std::vector<uint8_t>(text.begin(), text.end()));
          },
          [store](const std::string& key) {
            const std::vector<uint8_t> bytes = store->get(key);
            return std::string(bytes.begin(), bytes.end());
          }};
}

class GlooGroup : public ProcessGroup {
 public:
  explicit GlooGroup(const Launch& launch)
      : launch_(launch), size_(static_cast<size_t>(launch.size)), store_(make_store(launch)) {
    std::signal(SIGPIPE, SIG_IGN);  // Gloo writes to connections that may be closed
    auto options = c10d::ProcessGroupGloo::Options::create(to_answer);
    const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
    options->devices.push_back(interface != nullptr
                                   ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
                                   : c10d::ProcessGroupGloo::createDeviceForHostname(
                                         own_address(launch.address, launch.port)));
    group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(store_, static_cast<int>(launch.rank),
                                                         static_cast<int>(launch.size), options);
    board_ = make_board(store_);
  }

  std::function<void()> add_up(const Tensor& values) override {
    if (values.is_cuda() && !on_gpus_) on_gpus_ = meet_on_gpus(store_, launch_);
    if (values.is_cuda() && on_gpus_) return on_gpus_->add_up(values);
    std::vector<Tensor> tensors = {values};
    return [work = group_->allreduce(tensors)] { work->wait(); };
  }

  void spread(const Tensor& values) override {
    std::vector<Tensor> tensors = {values};
    group_->broadcast(tensors)->wait();
  }

  std::vector<Tensor> gather(const Tensor& values) override {
    std::vector<std::vector<Tensor>> all(1);
    for (size_t rank = 0; rank < size_; ++rank) all[0].push_back(torch::empty_like(values));
    std::vector<Tensor> mine = {values};
    group_->allgather(all, mine)->wait();
    return all[0];
  }

  void close() override {
    on_gpus_.reset();
    group_.reset();
  }

  const Blackboard& board() const override { return board_; }

 private:
  Launch launch_;
  size_t size_;
  c10::intrusive_ptr<c10d::Store> store_;
  std::unique_ptr<GpuSum> on_gpus_;  // from the first sum on
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
  Blackboard board_;
};

}  // namespace

std::unique_ptr<ProcessGroup> meet(const Launch& launch) {
  return std::make_unique<GlooGroup>(launch);
}

}  // namespace dragoman
