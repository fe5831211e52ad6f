#include "serve/http/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/http/client.h"
#include "serve/http/listening_socket.h"

namespace dragoman {
namespace {

using State = Connection::State;

constexpr size_t longest_body = 100;
constexpr std::string_view question = "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody";

/// A client and the server's end of its connection.
class TwoEnds : public testing::Test {
 protected:
  ~TwoEnds() override { ::close(listening_); }

  /// Of what has come by now, once something has.
  State gather() {
    wait_for(POLLIN);
    return connection_.gather(longest_body);
  }

  void wait_for(short event) const {
    pollfd waiting = {connection_.socket(), event, 0};
    ::poll(&waiting, 1, 10'000);
  }

  std::string read(size_t size) {
    std::string bytes(size, '\0');
    const std::ptrdiff_t count = connection_.read(bytes.data(), size);
    return count < 0 ? "too late" : bytes.substr(0, static_cast<size_t>(count));
  }

  /// The server's end of the one connection that there is.
  static int accepted(int listening) {
    pollfd waiting = {listening, POLLIN, 0};
    ::poll(&waiting, 1, 10'000);
    return ::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  }

  const int listening_ = listen_at("127.0.0.1", 0);
  HttpClient client_{port_of(listening_)};
  Connection connection_{accepted(listening_)};
};

TEST_F(TwoEnds, ARequestIsWholeWithTheLastByteOfItsBody) {
  EXPECT_EQ(connection_.gather(longest_body), State::idle);
  client_.send(question.substr(0, 10));
  EXPECT_EQ(gather(), State::incomplete);
  client_.send(question.substr(10, question.size() - 11));
  EXPECT_EQ(gather(), State::incomplete);
  client_.send(question.substr(question.size() - 1));
  EXPECT_EQ(gather(), State::whole);
  EXPECT_EQ(read(1000), question);
}

TEST_F(TwoEnds, WhatFollowsARequestIsTheNext) {
  client_.send(std::string(question) + std::string(question) + "GET");
  EXPECT_EQ(gather(), State::whole);
  EXPECT_EQ(read(10), question.substr(0, 10));  // the rest is forgotten
  EXPECT_TRUE(connection_.end_answer());
  EXPECT_EQ(connection_.gather(longest_body), State::whole);
  EXPECT_EQ(read(question.size()), question);
  EXPECT_TRUE(connection_.end_answer());
  EXPECT_EQ(connection_.gather(longest_body), State::incomplete);
}

TEST_F(TwoEnds, ABodyThatIsLongerThanItMayBeIsTooLarge) {
  client_.send("POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n");
  EXPECT_EQ(gather(), State::too_large);
}

TEST_F(TwoEnds, AHeadWithoutEndIsTooLarge) {
  client_.send("GET / HTTP/1.1\r\nX: " + std::string(40'000, 'x'));
  for (int tries = 0; tries < 10 && gather() == State::incomplete; ++tries) {
  }
  EXPECT_EQ(connection_.state(), State::too_large);
}

TEST_F(TwoEnds, ReadingWaitsNoLongerThanItsDeadline) {
  connection_.begin_answer(Connection::Clock::now());
  EXPECT_EQ(read(1), "too late");
  client_.end_writing();
  wait_for(POLLIN);
  connection_.gather(longest_body);
  EXPECT_EQ(read(1), "");
}

TEST_F(TwoEnds, AClientThatWritesNoMoreIsToldOnceToGoOn) {
  client_.send(question);
  ASSERT_EQ(gather(), State::whole);
  EXPECT_FALSE(connection_.has_left());
  client_.end_writing();
  wait_for(POLLRDHUP);
  EXPECT_FALSE(connection_.has_left());
  EXPECT_FALSE(connection_.has_left());
  EXPECT_TRUE(connection_.write("answer"));
  EXPECT_EQ(client_.read_until("answer"), "HTTP/1.1 100 Continue\r\n\r\nanswer");
}

TEST_F(TwoEnds, AClientThatHasLeftIsKnownByTheSecondLook) {
  client_.send(question);
  ASSERT_EQ(gather(), State::whole);
  client_.close();
  wait_for(POLLRDHUP);
  EXPECT_FALSE(connection_.has_left());
  wait_for(0);  // for POLLERR
  EXPECT_TRUE(connection_.has_left());
}

TEST_F(TwoEnds, NothingIsToldInTheMiddleOfAnAnswer) {
  client_.send(question);
  ASSERT_EQ(gather(), State::whole);
  connection_.write("beginning ");
  client_.end_writing();
  wait_for(POLLRDHUP);
  EXPECT_FALSE(connection_.has_left());
  connection_.write("end");
  EXPECT_EQ(client_.read_until("end"), "beginning end");
}

TEST_F(TwoEnds, NothingIsToldToAClientOfHttp10) {
  client_.send("GET / HTTP/1.0\r\n\r\n");
  ASSERT_EQ(gather(), State::whole);
  client_.end_writing();
  wait_for(POLLRDHUP);
  EXPECT_FALSE(connection_.has_left());
  connection_.write("answer");
  EXPECT_EQ(client_.read_until("answer"), "answer");
}

TEST_F(TwoEnds, ALingeringConnectionEndsWithItsClient) {
  connection_.linger();
  EXPECT_TRUE(client_.is_closed());
  client_.send("what nobody reads");
  EXPECT_EQ(gather(), State::lingering);
  EXPECT_EQ(connection_.gathered(), 0u);
  client_.close();
  EXPECT_EQ(gather(), State::closed);
}

}  // namespace
}  // namespace dragoman
