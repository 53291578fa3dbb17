#include "CDescentKernels.h"
