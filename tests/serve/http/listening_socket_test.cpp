#include "serve/http/listening_socket.h"

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "serve/http/client.h"

namespace dragoman {
namespace {

TEST(ListeningSocket, SaysWhereItIsAndWhoCame) {
  const int listening = listen_at("127.0.0.1", 0);
  const int64_t port = port_of(listening);
  EXPECT_GT(port, 0);
  {
    const HttpClient client(port);
    pollfd asked = {listening, POLLIN, 0};
    ASSERT_EQ(::poll(&asked, 1, 10'000), 1);
    const int accepted = ::accept(listening, nullptr, nullptr);
    EXPECT_EQ(address_of_peer(accepted), "127.0.0.1");
    ::close(accepted);
  }
  EXPECT_EQ(address_of_peer(listening), "");
  EXPECT_EQ(port_of(-1), -1);
  EXPECT_THROW(listen_at("127.0.0.1", port), InputError);
  ::close(listening);
  EXPECT_THROW(listen_at("no such host", 0), InputError);
}

}  // namespace
}  // namespace dragoman
