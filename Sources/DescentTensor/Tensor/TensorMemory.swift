import CDescentKernels

/// What tensors ask of the memory.
///
/// A tensor of up to 32 bytes keeps its elements beside its own record and is not counted.
package enum TensorMemory {
  /// How many blocks this thread has asked for.
  package static var allocations: UInt64 { dk_allocation_count() }
}
