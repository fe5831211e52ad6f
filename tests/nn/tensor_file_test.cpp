#include "dragoman/nn/tensor_file.h"

#include <cmath>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

class TensorFileTest : public testing::Test {
 protected:
  fs::path path_ =
      fs::path(testing::TempDir()) /
      (std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".safetensors");

  TensorFile written_and_read(const TensorFile& contents) {
    write_tensor_file(path_, contents);
    return read_tensor_file(path_);
  }
  std::string file_bytes() {
    std::ostringstream bytes;
    bytes << std::ifstream(path_, std::ios::binary).rdbuf();
    return bytes.str();
  }
  void put(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }
};

TEST_F(TensorFileTest, GivesBackEveryDtypeAndShape) {
  TensorFile contents;
  for (const auto dtype :
       {torch::kFloat64, torch::kFloat32, torch::kFloat16, torch::kBFloat16, torch::kInt64,
        torch::kInt32, torch::kInt16, torch::kInt8, torch::kUInt8, torch::kBool}) {
    const std::string name = torch::toString(dtype);
    contents.tensors[name] = torch::arange(-3, 3).reshape({2, 3}).to(dtype);
    contents.tensors[name + ".scalar"] = torch::ones({}, dtype);
    contents.tensors[name + ".empty"] = torch::ones({0}, dtype);
    contents.tensors[name + ".empty.3d"] = torch::ones({2, 0, 3}, dtype);
  }
  const TensorFile got = written_and_read(contents);
  ASSERT_EQ(got.tensors.size(), contents.tensors.size());
  for (const auto& [name, expected] : contents.tensors) {
    const torch::Tensor& tensor = got.tensors.at(name);
    EXPECT_EQ(tensor.scalar_type(), expected.scalar_type()) << name;
    EXPECT_TRUE(tensor.is_contiguous()) << name;
    EXPECT_TRUE(torch::equal(tensor, expected)) << name;
  }
  EXPECT_TRUE(got.metadata.empty());
}

TEST_F(TensorFileTest, GivesBackNotANumberAndInfinityBitForBit) {
  const auto bits = torch::tensor({0x7fc00001, 0x7f800000, -8388608, INT32_MIN}, torch::kInt32);
  const TensorFile got = written_and_read({{{"odd", bits.view(torch::kFloat32)}}, {}});
  EXPECT_TRUE(torch::equal(got.tensors.at("odd").view(torch::kInt32), bits));
}

TEST_F(TensorFileTest, GivesBackAnyUnicode) {
  const TensorFile contents = {
      {{"Größe.重み.\U0001F600", torch::ones({1})}, {"with \"quotes\" and \n", torch::ones({2})}},
      {{"config", "line\nline\ttab \"quoted\" \\ back / slash \x01\x7f"},
       {"語", "\u2028 \u00e9 e\u0301 \U0001F600 \uFEFF"},
       {"x\"checksum\":\"crc32:", "looks like a checksum"},
       {"zero", std::string("a\0b", 3)},
       {"", ""}}};
  const TensorFile got = written_and_read(contents);
  EXPECT_EQ(got.metadata, contents.metadata);
  EXPECT_EQ(got.tensors.count("Größe.重み.\U0001F600"), 1u);
  EXPECT_EQ(got.tensors.count("with \"quotes\" and \n"), 1u);
}

TEST_F(TensorFileTest, GivesBackAnEmptyFile) {
  const TensorFile got = written_and_read({});
  EXPECT_TRUE(got.tensors.empty());
  EXPECT_TRUE(got.metadata.empty());
}

TEST_F(TensorFileTest, WritesStridedTensorsInRowOrder) {
  const auto transposed = torch::arange(6, torch::kFloat32).reshape({2, 3}).t();
  const auto parameter = torch::arange(4, torch::kFloat32).requires_grad_();
  const TensorFile got = written_and_read({{{"a", transposed}, {"b", parameter}}, {}});
  EXPECT_TRUE(torch::equal(got.tensors.at("a"), transposed));
  EXPECT_TRUE(torch::equal(got.tensors.at("b"), parameter));
  EXPECT_FALSE(got.tensors.at("b").requires_grad());
}

// The bytes written out by hand from the format's description; the checksum is Python's zlib.crc32
// of the same bytes with eight zeros in its place.
TEST_F(TensorFileTest, WritesExactlyTheFormatsBytes) {
  write_tensor_file(path_, {{{"b", torch::tensor({1, 255}, torch::kUInt8)},
                             {"a", torch::tensor({{1.0F, -2.0F}})},
                             {"c", torch::tensor(-2, torch::kInt64)}},
                            {{"k", "v"}}});
  const std::string header =
      R"({"__metadata__":{"checksum":"crc32:2630002d","format_version":"1","k":"v"},)"
      R"("c":{"dtype":"I64","shape":[],"data_offsets":[0,8]},)"
      R"("a":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},)"
      R"("b":{"dtype":"U8","shape":[2],"data_offsets":[16,18]}}   )";
  const std::string expected = std::string("\xf0\0\0\0\0\0\0\0", 8) + header +
                               std::string(
                                   "\xfe\xff\xff\xff\xff\xff\xff\xff"
                                   "\0\0\x80\x3f\0\0\0\xc0"
                                   "\x01\xff",
                                   18);
  EXPECT_EQ(file_bytes(), expected);
}

// The two examples of the reference implementation's own tests.
TEST_F(TensorFileTest, ReadsAFileOfAnotherProgram) {
  const std::string values("\0\0\0\0\0\0\x80\x3f\0\0\0\x40\0\0\x40\x40\0\0\x80\x40\0\0\xa0\x40",
                           24);
  put(std::string("\x48\0\0\0\0\0\0\0", 8) +
      R"({"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}       )" + values);
  const TensorFile got = read_tensor_file(path_);
  ASSERT_EQ(got.tensors.size(), 1u);
  EXPECT_TRUE(torch::equal(got.tensors.at("attn0"),
                           torch::arange(6, torch::kFloat32).reshape({1, 1, 2, 3})));

  put(std::string("\x28\0\0\0\0\0\0\0", 8) + R"({"__metadata__":{"framework":"pt"}}     )");
  EXPECT_THAT(read_tensor_file(path_).metadata,
              testing::ElementsAre(testing::Pair("framework", "pt")));
}

TEST_F(TensorFileTest, ReadsTensorsInAnyOrderOfTheHeader) {
  const std::string header = R"({"late":{"shape":[1],"data_offsets":[1,2],"dtype":"U8"},)"
                             R"("none":{"shape":[0],"data_offsets":[1,1],"dtype":"U8"},)"
                             R"("early":{"data_offsets":[0,1],"dtype":"I8","shape":[1]}})";
  put(std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header +
      "\x05\x06");
  const TensorFile got = read_tensor_file(path_);
  EXPECT_EQ(got.tensors.at("early").item<int>(), 5);
  EXPECT_EQ(got.tensors.at("late").item<int>(), 6);
  EXPECT_EQ(got.tensors.at("none").numel(), 0);
}

TEST_F(TensorFileTest, RefusesToWriteWhatTheFormatCannotHold) {
  const auto refused = [&](const TensorFile& contents) {
    EXPECT_THROW(write_tensor_file(path_, contents), Error);
    EXPECT_FALSE(fs::exists(path_));
  };
  refused({{{"a", torch::ones({1}, torch::kComplexFloat)}}, {}});
  refused({{{"a", torch::eye(2).to_sparse()}}, {}});
  refused({{{"a", torch::Tensor()}}, {}});
  refused({{{"__metadata__", torch::ones({1})}}, {}});
  refused({{{"\xff", torch::ones({1})}}, {}});
  refused({{}, {{"key", "\xc3"}}});
  refused({{}, {{"checksum", "mine"}}});
  refused({{}, {{"format_version", "9"}}});
}

TEST(Bytes, GoThroughATensor) {
  const std::string bytes("\0\xff vocabulary\n", 14);
  const torch::Tensor tensor = bytes_to_tensor(bytes);
  EXPECT_EQ(tensor.scalar_type(), torch::kUInt8);
  EXPECT_EQ(tensor.sizes(), torch::IntArrayRef({14}));
  EXPECT_EQ(tensor[1].item<int>(), 255);
  EXPECT_EQ(tensor_to_bytes(tensor), bytes);
  EXPECT_EQ(tensor_to_bytes(bytes_to_tensor("")), "");
  EXPECT_EQ(tensor_to_bytes(bytes_to_tensor("abcd").slice(0, 0, 4, 2)), "ac");
}

TEST(Bytes, RefuseOtherTensors) {
  EXPECT_THROW(tensor_to_bytes(torch::ones({2})), Error);
  EXPECT_THROW(tensor_to_bytes(torch::ones({2, 2}, torch::kUInt8)), Error);
  EXPECT_THROW(tensor_to_bytes(torch::Tensor()), Error);
}

}  // namespace
}  // namespace dragoman
