#include "dragoman/base/fingerprint.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Fingerprint, IsThePublishedFunction) {
  Fingerprint fingerprint;
  EXPECT_EQ(fingerprint.text(), "cbf29ce484222325");
  fingerprint.add("foo");
  fingerprint.add("bar");
  EXPECT_EQ(fingerprint.text(), "85944171f73967e8");
}

}  // namespace
}  // namespace dragoman
