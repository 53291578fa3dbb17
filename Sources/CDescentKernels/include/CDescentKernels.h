// The kernels of Descent: loops over plain memory, one header a subject.
#ifndef CDESCENTKERNELS_H
#define CDESCENTKERNELS_H

#include "activations.h"
#include "bench.h"
#include "classification.h"
#include "clones.h"
#include "convolution.h"
#include "elementwise.h"
#include "lookup.h"
#include "memory.h"
#include "normalization.h"
#include "pool.h"
#include "product.h"
#include "random.h"
#include "reduce.h"
#include "rules.h"
#include "transcendental.h"

#endif
