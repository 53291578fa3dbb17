#ifndef DK_RULE_POWER_H
#define DK_RULE_POWER_H

/// The C library's pow, which remembers its last few answers in each thread: a rule asks for the same
/// powers of its betas for every parameter of a model.
double dk_power(double base, double exponent);

#endif
