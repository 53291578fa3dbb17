#ifndef DK_RANDOM_H
#define DK_RANDOM_H

#endif
