import Testing

/// Whether a process that was stopped said something; true in a release build, where preconditions
/// say nothing.
func said(_ result: ExitTest.Result?, _ message: String) -> Bool {
  #if DEBUG
    guard let result else { return false }
    return String(decoding: result.standardErrorContent, as: UTF8.self).contains(message)
  #else
    return true
  #endif
}
