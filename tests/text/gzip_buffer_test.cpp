#include "text/gzip_buffer.h"

#include <sstream>

#include <gtest/gtest.h>

#include "dragoman/base/random.h"

namespace dragoman {
namespace {

std::string unpacked(const std::string& packed) {
  z_stream state{};
  inflateInit2(&state, 16 + MAX_WBITS);  // gzip's format
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  state.avail_in = static_cast<uInt>(packed.size());
  std::string text(10'000'000, '\0');
  state.next_out = reinterpret_cast<Bytef*>(text.data());
  state.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&state, Z_FINISH), Z_STREAM_END);
  text.resize(state.total_out);
  inflateEnd(&state);
  return text;
}

TEST(GzipBuffer, PacksWhateverFollowsWhatever) {
  Random random(1);
  std::string noise;
  for (int i = 0; i < 1'000'000; ++i) noise += static_cast<char>(random.below(256));
  const std::string even(3'000'000, 'x');
  for (const std::string& text : {std::string(), std::string("a"), noise, even + noise + even}) {
    std::ostringstream packed;
    {
      GzipBuffer buffer(packed);
      std::ostream out(&buffer);
      out << text << std::flush;
      buffer.finish();
      EXPECT_TRUE(out.good());
    }
    EXPECT_EQ(unpacked(packed.str()), text);
  }
}

TEST(GzipBuffer, TellsThatItsStreamHasFailed) {
  std::ostringstream packed;
  GzipBuffer buffer(packed);
  std::ostream out(&buffer);
  packed.setstate(std::ios::badbit);
  out << std::string(1 << 17, 'x');
  EXPECT_FALSE(out.good());
}

}  // namespace
}  // namespace dragoman
