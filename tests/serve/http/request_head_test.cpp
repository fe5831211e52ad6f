#include "serve/http/request_head.h"

#include <limits>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(RequestHead, TellsOfTheBody) {
  const RequestHead head =
      read_request_head("POST / HTTP/1.1\r\nHost: x\r\ncontent-LENGTH:  12 \r\n\r\n");
  EXPECT_EQ(head.body, 12u);
  EXPECT_FALSE(head.is_chunked);
  EXPECT_EQ(read_request_head("POST / HTTP/1.1\r\nContent-Length: 12\t\r\n\r\n").body, 12u);
  EXPECT_TRUE(
      read_request_head("POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n").is_chunked);
  EXPECT_TRUE(read_request_head("POST / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n").waits);
  EXPECT_TRUE(read_request_head("POST / HTTP/1.1\r\nExpect: 100-continue").waits);
  EXPECT_EQ(read_request_head("GET /?Content-Length: 5 HTTP/1.1\r\n\r\n").body, 0u);
}

TEST(RequestHead, TakesInterimAnswersFromHttp11On) {
  EXPECT_TRUE(read_request_head("GET / HTTP/1.1\r\nHost: x\r\n\r\n").takes_interim);
  EXPECT_FALSE(read_request_head("GET / HTTP/1.0\r\nX: HTTP/1.1\r\n\r\n").takes_interim);
}

TEST(RequestHead, ALengthThatIsNoNumberIsTooLarge) {
  for (const char* length : {"-1", "12x", "99999999999999999999999"}) {
    const std::string head =
        std::string("POST / HTTP/1.1\r\nContent-Length: ") + length + "\r\n\r\n";
    EXPECT_EQ(read_request_head(head).body, std::numeric_limits<size_t>::max()) << length;
  }
}

TEST(RequestHead, LosesTheExpectation) {
  std::string request = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nHost: x\r\n\r\nbody";
  EXPECT_EQ(erase_expectation(request), 22u);
  EXPECT_EQ(request, "POST / HTTP/1.1\r\nHost: x\r\n\r\nbody");
  EXPECT_EQ(erase_expectation(request), 0u);
}

}  // namespace
}  // namespace dragoman
