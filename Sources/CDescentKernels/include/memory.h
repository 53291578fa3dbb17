#ifndef DK_MEMORY_H
#define DK_MEMORY_H

#endif
