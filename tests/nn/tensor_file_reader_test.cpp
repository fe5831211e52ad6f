#include "nn/tensor_file_reader.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using torch::Tensor;

class TensorFileReaders : public testing::Test {
 protected:
  TensorFileReaders() {
    for (int64_t i = 0; i < 4; ++i) {
      written_.tensors["t" + std::to_string(i)] = torch::arange(i * 1000, i * 1000 + 700 * i);
    }
    written_.tensors["large"] = torch::rand({3, 500'000});  // more than is read at once
    written_.metadata = {{"config", "E = 2"}};
    write_tensor_file(path_, written_);
  }

  /// Changes a byte, counted from the end of the file.
  void damage(int64_t from_end) {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(-from_end, std::ios::end);
    const char byte = static_cast<char>(file.peek() ^ 1);
    file.seekp(-from_end, std::ios::end);
    file.put(byte);
  }

  static std::string refusal_at_the_end(TensorFileReader& reader) {
    try {
      reader.finish();
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  }

  fs::path path_ = fs::path(testing::TempDir()) / "reader.safetensors";
  TensorFile written_;
};

TEST_F(TensorFileReaders, ReadEachTensorInAnyOrderAndAgain) {
  TensorFileReader reader(path_);
  EXPECT_EQ(reader.shapes().metadata, written_.metadata);
  for (const char* name : {"t3", "t0", "large", "t1", "t3"}) {
    EXPECT_TRUE(torch::equal(reader.read(name), written_.tensors.at(name))) << name;
  }
  EXPECT_EQ(refusal_at_the_end(reader), "accepted");
  EXPECT_TRUE(reader.has("t2"));
  EXPECT_FALSE(reader.has("t4"));
  EXPECT_THROW(reader.read("t4"), InputError);
}

TEST_F(TensorFileReaders, FindAtTheEndWhatIsDamagedThoughItWasNotRead) {
  for (const int64_t from_end : {1, 700 * 8, 5'000'000}) {
    damage(from_end);
    TensorFileReader reader(path_);
    EXPECT_THAT(refusal_at_the_end(reader), HasSubstr("damaged")) << from_end;
    for (const TensorEntry& entry : reader.entries()) reader.read(entry);
    EXPECT_THAT(refusal_at_the_end(reader), HasSubstr("damaged")) << from_end;
    damage(from_end);
  }
}

TEST_F(TensorFileReaders, FindWhatIsAnotherWhenItIsReadAgain) {
  TensorFileReader reader(path_);
  const std::string last = reader.entries().back().name;
  reader.read(last);
  damage(1);
  try {
    reader.read(last);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("has changed while it was read"));
  }
}

TEST_F(TensorFileReaders, FindAtTheEndWhatHasChangedAfterItWasOpened) {
  TensorFileReader reader(path_);
  damage(9);
  EXPECT_THAT(refusal_at_the_end(reader), HasSubstr("damaged"));
}

}  // namespace
}  // namespace dragoman
