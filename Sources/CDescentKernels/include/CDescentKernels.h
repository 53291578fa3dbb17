// The kernels of Descent: loops over plain memory, one header a subject.
#ifndef CDESCENTKERNELS_H
#define CDESCENTKERNELS_H

#include "bench.h"
#include "clones.h"
#include "elementwise.h"
#include "memory.h"
#include "product.h"
#include "random.h"
#include "reduce.h"
#include "rules.h"
#include "transcendental.h"

#endif
