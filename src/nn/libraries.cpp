#include "dragoman/nn/libraries.h"

#include <ATen/Context.h>
#include <dlfcn.h>
#include <torch/version.h>

#include "dragoman/base/error.h"
#include "nn/tape/product.h"

namespace dragoman {
namespace {

/// The file of the library in which the program, and LibTorch with it, finds `symbol`.
std::string file_with(const char* symbol) {
  Dl_info library{};
  const void* address = ::dlsym(RTLD_DEFAULT, symbol);
  return address != nullptr && ::dladdr(address, &library) != 0 ? library.dli_fname : "none";
}

}  // namespace

std::string describe_libraries() {
  return fmt::format("LibTorch {} (BLAS: {}), OpenMP: {}, products: {}", TORCH_VERSION,
                     at::hasMKL() ? "MKL" : file_with("sgemm_"), file_with("omp_get_max_threads"),
                     product_library());
}

}  // namespace dragoman
