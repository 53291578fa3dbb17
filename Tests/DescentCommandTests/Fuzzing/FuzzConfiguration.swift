@testable import DescentCommand

/// Feeds the reader of configuration files with any bytes; traps when it breaks a promise.
///
/// `Scripts/fuzz.sh configuration` does it for as long as one likes, guided by coverage, and
/// `ConfigurationFuzzTests` for a moment.
func fuzzConfiguration(_ bytes: [UInt8]) {
  for isOfImages in [false, true] {
    do throws(CommandError) {
      let settings = try TrainSettings(reading: bytes, path: "fuzz")
      let written = try settings.makeConfiguration(isOfImages: isOfImages).yaml()
      // What a run writes down makes the same run again.
      let again = try TrainSettings(reading: Array(written.utf8), path: "again")
      let copy = try? again.makeConfiguration(isOfImages: isOfImages).yaml()
      precondition(copy == written, "\(written) became \(copy ?? "nothing")")
    } catch {
      precondition(!error.message.contains { $0.isNewline }, error.message)
    }
  }
}
