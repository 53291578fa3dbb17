import CDescentKernels

/// What tensors ask of the memory.
///
/// A tensor of up to 32 bytes keeps its elements beside its own record and is not counted.
package enum TensorMemory {
  /// How many blocks this thread has asked for.
  package static var allocations: UInt64 { dk_allocation_count() }

  /// The bytes in use now, in blocks of 1 KiB and more, by all threads.
  package static var liveBytes: Int { dk_live_bytes() }

  /// The most bytes that were in use at once since ``resetPeak()``.
  package static var peakBytes: Int { dk_peak_bytes() }

  /// Forgets the peak: from now on it counts from what is in use.
  package static func resetPeak() { dk_reset_peak() }
}
