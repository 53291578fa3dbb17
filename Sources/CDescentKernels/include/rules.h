#ifndef DK_RULES_H
#define DK_RULES_H

#endif
