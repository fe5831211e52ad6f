#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

namespace dragoman {

/// A function that a loaded library refers to by name, and the library that the loader chose for
/// it.
struct Binding {
  std::string from, symbol, to;
  bool carried;  // whether `from` has a function of this name itself
};

/// The dynamic section of a loaded library, as far as names and references go.
struct DynamicSection {
  const ElfW(Sym) * symbols = nullptr;
  const char* names = nullptr;
  const ElfW(Rela) * relocations[2] = {};
  size_t bytes[2] = {};

  explicit DynamicSection(const ElfW(Dyn) * entry) {
    for (; entry->d_tag != DT_NULL; ++entry) {
      const auto address = entry->d_un.d_ptr;
      switch (entry->d_tag) {
        case DT_SYMTAB:
          symbols = reinterpret_cast<const ElfW(Sym)*>(address);
          break;
        case DT_STRTAB:
          names = reinterpret_cast<const char*>(address);
          break;
        case DT_RELA:
          relocations[0] = reinterpret_cast<const ElfW(Rela)*>(address);
          break;
        case DT_RELASZ:
          bytes[0] = entry->d_un.d_val;
          break;
        case DT_JMPREL:
          relocations[1] = reinterpret_cast<const ElfW(Rela)*>(address);
          break;
        case DT_PLTRELSZ:
          bytes[1] = entry->d_un.d_val;
          break;
        default:
          break;
      }
    }
  }
};

inline std::string file_of(const void* address) {
  Dl_info info{};
  return dladdr(address, &info) != 0 && info.dli_fname != nullptr ? info.dli_fname : "";
}

using Wanted = std::function<bool(std::string_view symbol)>;

inline void read_bindings(ElfW(Addr) base, const DynamicSection& section, const Wanted& wanted,
                          std::vector<Binding>& bindings) {
  const std::string from = file_of(section.names);
  for (const int table : {0, 1}) {
    const ElfW(Rela)* const end =
        section.relocations[table] + section.bytes[table] / sizeof(ElfW(Rela));
    for (const ElfW(Rela)* relocation = section.relocations[table]; relocation != end;
         ++relocation) {
      const ElfW(Sym)& symbol = section.symbols[ELF64_R_SYM(relocation->r_info)];
      const int type = ELF64_ST_TYPE(symbol.st_info);
      const char* const name = section.names + symbol.st_name;
      if ((type != STT_FUNC && type != STT_NOTYPE) || !wanted(name)) continue;
      const auto slot = *reinterpret_cast<const uintptr_t*>(base + relocation->r_offset);
      const std::string to = file_of(reinterpret_cast<const void*>(slot - relocation->r_addend));
      const bool carried = symbol.st_shndx != SHN_UNDEF;
      // A function that nobody has called yet leads to where the loader is asked for it.
      if (!to.empty() && (carried || to != from)) bindings.push_back({from, name, to, carried});
    }
  }
}

/// What the loaded libraries' references to the wanted names lead to.
inline std::vector<Binding> bindings_of(const Wanted& wanted) {
  struct Search {
    const Wanted& wanted;
    std::vector<Binding> found;
  } search{wanted, {}};
  const auto visit = [](dl_phdr_info* library, size_t, void* data) {
    auto& [names, found] = *static_cast<Search*>(data);
    if (std::string_view(library->dlpi_name).starts_with("linux-")) return 0;
    for (int i = 0; i < library->dlpi_phnum; ++i) {
      const auto& part = library->dlpi_phdr[i];
      if (part.p_type != PT_DYNAMIC) continue;
      const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(library->dlpi_addr + part.p_vaddr);
      read_bindings(library->dlpi_addr, DynamicSection(entry), names, found);
    }
    return 0;
  };
  dl_iterate_phdr(visit, &search);
  return search.found;
}

}  // namespace dragoman
