#ifndef DK_REDUCE_H
#define DK_REDUCE_H

#endif
