#pragma once
#include <hwy/highway.h>

#include "dragoman/kernels/instructions.h"

// HWY_DYNAMIC_DISPATCH within the limit that the environment sets.
#define DRAGOMAN_DISPATCH(function) \
  (::dragoman::limit_instructions(), HWY_DYNAMIC_DISPATCH(function))
