// The optimizers' update kernels: one pass over a parameter's memory.
//
// Each rule is written once, as an equation for one element, and compiled for float and double and
// for three vector widths. Every operation is rounded separately, in the order that torch's
// for-loop implementation has, so that all forms give the same bits as torch does without fused
// multiply-adds. Coefficients arrive in double and are rounded once.
#ifndef DK_RULES_H
#define DK_RULES_H

#include "rule_adabelief.h"
#include "rule_adadelta.h"
#include "rule_adagrad.h"
#include "rule_adam.h"
#include "rule_adam_atan2.h"
#include "rule_adamax.h"
#include "rule_adan.h"
#include "rule_ademamix.h"
#include "rule_adopt.h"
#include "rule_asgd.h"
#include "rule_forms.h"
#include "rule_lion.h"
#include "rule_measure.h"
#include "rule_nadam.h"
#include "rule_power.h"
#include "rule_prodigy.h"
#include "rule_radam.h"
#include "rule_rmsprop.h"
#include "rule_rprop.h"
#include "rule_schedule_free_adamw.h"
#include "rule_schedule_free_sgd.h"
#include "rule_sgd.h"
#include "rule_subnormals.h"
#include "rule_yogi.h"

#endif
