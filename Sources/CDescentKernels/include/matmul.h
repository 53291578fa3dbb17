#ifndef DK_MATMUL_H
#define DK_MATMUL_H

#endif
