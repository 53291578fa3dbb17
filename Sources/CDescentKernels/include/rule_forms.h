#ifndef DK_RULE_FORMS_H
#define DK_RULE_FORMS_H

#include <stddef.h>
#include <stdint.h>

/// The vector forms of a kernel. `DK_FORM_BEST` is the widest that the processor has.
enum { DK_FORM_BEST = 0, DK_FORM_SSE2 = 1, DK_FORM_AVX2 = 2, DK_FORM_AVX512 = 3 };
/// The widest form that this processor can run; `DK_FORM_SSE2` where there is only one.
int dk_widest_form(void);
/// Makes the update kernels of the whole process use one form: for tests. The form must not be wider
/// than the widest.
void dk_force_form(int form);

#endif
