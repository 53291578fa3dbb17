#ifndef DK_ELEMENTWISE_H
#define DK_ELEMENTWISE_H

#endif
