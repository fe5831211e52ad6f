#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/base/random.h"
#include "dragoman/nn/tensor_file.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string with_size(uint64_t size, const std::string& rest) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &size, 8);
  return bytes + rest;
}

class DamagedTensorFile : public testing::Test {
 protected:
  fs::path path_ =
      fs::path(testing::TempDir()) /
      (std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".safetensors");

  std::string small_file() {
    write_tensor_file(path_, {{{"weight", torch::tensor({{1.0F, 2.0F}, {3.0F, 4.0F}})},
                               {"mask", torch::tensor({true, false, true})}},
                              {{"config", "E = 2"}}});
    std::ostringstream bytes;
    bytes << std::ifstream(path_, std::ios::binary).rdbuf();
    return bytes.str();
  }

  /// The message with which the file of these bytes is refused; fails when it is not, or when the
  /// message is not one line that names the file.
  std::string refusal(const std::string& bytes) {
    fs::remove_all(path_);
    std::ofstream(path_, std::ios::binary) << bytes;
    return refusal();
  }
  std::string refusal() {
    try {
      read_tensor_file(path_);
    } catch (const InputError& error) {
      const std::string message = error.what();
      EXPECT_EQ(message.find('\n'), std::string::npos) << message;
      EXPECT_EQ(message.rfind(path_.string(), 0), 0u) << message;
      EXPECT_LT(message.size(), path_.string().size() + 350) << message;
      return message;
    }
    ADD_FAILURE() << "accepted";
    return "";
  }
  std::string refusal_of_header(const std::string& header, const std::string& tensors = "") {
    return refusal(with_size(header.size(), header + tensors));
  }
};

TEST_F(DamagedTensorFile, IsDetectedWhateverByteHasChanged) {
  const std::string good = small_file();
  for (size_t i = 0; i < good.size(); ++i) {
    // Every single bit, and the changes that keep JSON valid: a blank, a digit, a letter.
    for (const int change : {1, 2, 4, 8, 16, 32, 64, 128, ' ' ^ '\n', ' ' ^ '\t', 3, 5, 255}) {
      std::string bytes = good;
      bytes[i] = static_cast<char>(bytes[i] ^ change);
      SCOPED_TRACE(testing::Message() << "byte " << i << " changed by " << change);
      refusal(bytes);
      if (HasFailure()) return;
    }
  }
}

TEST_F(DamagedTensorFile, IsDetectedAtEveryLength) {
  const std::string good = small_file();
  for (size_t length = 0; length < good.size(); ++length) {
    SCOPED_TRACE(testing::Message() << "cut to " << length);
    refusal(good.substr(0, length));
    if (HasFailure()) return;
  }
  EXPECT_THAT(refusal(good.substr(0, good.size() - 1)),
              HasSubstr("truncated: header promises 19 bytes of tensors, the file has 18"));
  EXPECT_THAT(refusal(good + "x"), HasSubstr("bytes after the last tensor"));
}

TEST_F(DamagedTensorFile, IsDetectedWhenTwoValuesAreSwapped) {
  std::string bytes = small_file();
  std::swap_ranges(bytes.end() - 19, bytes.end() - 15, bytes.end() - 15);
  EXPECT_THAT(refusal(bytes), HasSubstr("damaged: its checksum is crc32:"));
}

TEST_F(DamagedTensorFile, IsNotAFile) {
  fs::remove_all(path_);
  EXPECT_THAT(refusal(), HasSubstr("no such file"));
  fs::create_directory(path_);
  EXPECT_THAT(refusal(), HasSubstr("is a directory"));
  fs::remove_all(path_);
  fs::create_symlink("/dev/zero", path_);
  EXPECT_THAT(refusal(), HasSubstr("not a regular file"));
  fs::remove_all(path_);
}

TEST_F(DamagedTensorFile, IsTooShort) {
  EXPECT_THAT(refusal(""), HasSubstr("0 bytes long"));
  EXPECT_THAT(refusal("1234567"), HasSubstr("7 bytes long"));
  EXPECT_THAT(refusal(std::string(8, '\0')), HasSubstr("8 bytes long"));
}

TEST_F(DamagedTensorFile, PromisesAHugeHeader) {
  EXPECT_THAT(refusal(with_size(UINT64_MAX, "{}")), HasSubstr("not a model file"));
  EXPECT_THAT(refusal(with_size(100'000'001, "{}")), HasSubstr("not a model file"));
  EXPECT_THAT(refusal(with_size(100'000'000, "{}")), HasSubstr("truncated"));
  EXPECT_THAT(refusal(with_size(3, "{}")), HasSubstr("truncated: a header of 3 bytes"));
  EXPECT_THAT(refusal("PK\x03\x04 a zip archive"), HasSubstr("not a model file"));
}

TEST_F(DamagedTensorFile, HasRandomBytes) {
  Random random(1);
  for (int i = 0; i < 200; ++i) {
    std::string bytes(random.below(200), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.below(256));
    refusal(bytes);
    if (bytes.size() > 8) refusal_of_header(bytes);
    if (HasFailure()) return;
  }
}

TEST_F(DamagedTensorFile, HasAHeaderThatIsNotJson) {
  EXPECT_THAT(refusal_of_header("{\"a\": nonsense"), HasSubstr("not valid JSON at its byte 8"));
  EXPECT_THAT(refusal_of_header("{\"\u00fc\": 1}"), HasSubstr("\"\\u00fc\" needs exactly"));
  EXPECT_THAT(refusal_of_header("[1, 2]"), HasSubstr("does not start with '{'"));
  EXPECT_THAT(refusal_of_header(" {} "), HasSubstr("does not start with '{'"));
  EXPECT_THAT(refusal_of_header(std::string("{}\0{}", 5)), HasSubstr("zero byte at 2"));
  EXPECT_THAT(refusal_of_header("{\"\xff\": 1}"), HasSubstr("not valid JSON"));
  EXPECT_THAT(refusal_of_header("{\"a\": 1e999}"), HasSubstr("out of range"));
  EXPECT_THAT(refusal_of_header("{} trailing"), HasSubstr("not valid JSON"));
}

TEST_F(DamagedTensorFile, HasAKeyTwice) {
  const std::string entry = R"("a\n":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
  EXPECT_THAT(refusal_of_header("{" + entry + "," + entry + "}"), HasSubstr(R"("a\n" twice)"));
  EXPECT_THAT(refusal_of_header(R"({"__metadata__":{"k":"v","k":"w"}})"), HasSubstr("twice"));
}

TEST_F(DamagedTensorFile, CostsMuchMoreMemoryThanItsSize) {
  EXPECT_THAT(refusal_of_header("{\"a\":" + std::string(100'000, '[')), HasSubstr("nested"));
  EXPECT_THAT(refusal_of_header(R"({"a":{"shape":[[1]]}})"), HasSubstr("nested over 3 deep"));
  std::string list = "{\"a\":{\"shape\":[0";
  for (int i = 0; i < 1'000'000; ++i) list += ",0";
  EXPECT_THAT(refusal_of_header(list + "]}}"), HasSubstr("items"));
  EXPECT_THAT(refusal_of_header("{\"" + std::string(100'000, 'a') + "\":1}"), HasSubstr("aaa..."));
}

TEST_F(DamagedTensorFile, HasMetadataOfWrongTypes) {
  EXPECT_THAT(refusal_of_header(R"({"__metadata__":[]})"), HasSubstr("array, expected an object"));
  EXPECT_THAT(refusal_of_header(R"({"__metadata__":{"k":1}})"), HasSubstr("expected a string"));
}

TEST_F(DamagedTensorFile, HasEntriesOfWrongTypes) {
  const auto entry = [&](const std::string& fields, const std::string& bytes = "") {
    return refusal_of_header("{\"a\":" + fields + "}", bytes);
  };
  EXPECT_THAT(entry("1"), HasSubstr("needs exactly"));
  EXPECT_THAT(entry(R"({"dtype":"U8","shape":[0]})"), HasSubstr("needs exactly"));
  EXPECT_THAT(entry(R"({"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":1})"),
              HasSubstr("needs exactly"));
  EXPECT_THAT(entry(R"({"dtype":"F8_E5M2","shape":[0],"data_offsets":[0,0]})"),
              HasSubstr("\"F8_E5M2\", expected one of I64 F64"));
  EXPECT_THAT(entry(R"({"dtype":3,"shape":[0],"data_offsets":[0,0]})"), HasSubstr("dtype"));
  for (const std::string shape : {"0", "[-1]", "[1.0]", "[\"1\"]", "[null]",
                                  "[9223372036854775808]", "[99999999999999999999]"}) {
    EXPECT_THAT(entry(R"({"dtype":"U8","shape":)" + shape + R"(,"data_offsets":[0,0]})"),
                HasSubstr("bad \"shape\""));
  }
  for (const std::string offsets : {"[]", "[0]", "[0,0,0]", "[1,0]"}) {
    EXPECT_THAT(entry(R"({"dtype":"U8","shape":[0],"data_offsets":)" + offsets + "}"),
                HasSubstr("two ascending"));
  }
}

TEST_F(DamagedTensorFile, HasSizesThatDoNotAgree) {
  const auto one = [&](const std::string& shape, const std::string& offsets) {
    return refusal_of_header(
        R"({"a":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}",
        "12345678");
  };
  EXPECT_THAT(one("[3]", "[0,8]"), HasSubstr("has 8 bytes, its shape and dtype need 12"));
  EXPECT_THAT(one("[4294967296,4294967296]", "[0,0]"), HasSubstr("overflows"));
  EXPECT_THAT(one("[0,4294967296,4294967296]", "[0,0]"), HasSubstr("overflows"));
  EXPECT_THAT(one("[9223372036854775807]", "[0,8]"), HasSubstr("overflows"));
  EXPECT_THAT(one("[1000000000000000]", "[0,4000000000000000]"),
              HasSubstr("promises 4000000000000000 bytes of tensors, the file has 8"));
  EXPECT_THAT(one("[1]", "[4,8]"), HasSubstr("starts at byte 4, expected 0: tensors leave a hole"));
  EXPECT_THAT(one("[1]", "[0,4]"), HasSubstr("bytes after the last tensor"));
}

TEST_F(DamagedTensorFile, HasTensorsThatOverlap) {
  EXPECT_THAT(refusal_of_header(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                                R"("b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
                                "123456"),
              HasSubstr("\"b\" starts at byte 2, expected 4: tensors overlap"));
}

TEST_F(DamagedTensorFile, HasABooleanOfTwo) {
  EXPECT_THAT(
      refusal_of_header(R"({"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}})", "\x01\x02"),
      HasSubstr("BOOL"));
}

TEST_F(DamagedTensorFile, IsOfANewerVersion) {
  EXPECT_THAT(refusal_of_header(R"({"__metadata__":{"format_version":"2"}})"),
              HasSubstr("format version \"2\", this Dragoman reads 1: use a newer one"));
}

TEST_F(DamagedTensorFile, HasLostItsChecksum) {
  EXPECT_THAT(refusal_of_header(R"({"__metadata__":{"format_version":"1"}})"),
              HasSubstr("checksum"));
}

}  // namespace
}  // namespace dragoman
