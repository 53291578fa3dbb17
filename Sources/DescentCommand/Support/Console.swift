import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a command prints, and whether it should stop.
///
/// Results go to standard output, everything else to standard error. A test
/// binds ``current`` to a console of its own:
///
///     Console.$current.withValue(console) { run(arguments) }
struct Console: Sendable {
  /// The console of the running command.
  @TaskLocal static var current = Console.standard

  /// Takes a piece of the result.
  let output: @Sendable (String) -> Void
  /// Takes a piece of what is said on the side.
  let error: @Sendable (String) -> Void
  /// Whether standard error is a terminal, which shows a progress bar in place.
  let isInteractive: Bool
  /// Whether Ctrl-C was pressed.
  let isInterrupted: @Sendable () -> Bool

  /// The process's own streams.
  static let standard = Console(
    output: { write($0, to: STDOUT_FILENO) },
    error: { write($0, to: STDERR_FILENO) },
    isInteractive: isatty(STDERR_FILENO) == 1,
    isInterrupted: { Interruption.isRequested })

  /// Prints a line of the result.
  func print(_ line: String) { output(line + "\n") }

  /// Prints a JSON document and nothing else.
  func print(_ document: JSON) { output(document.text + "\n") }

  /// Says something on the side.
  func note(_ line: String) { error(line + "\n") }

  /// Writes all of a text, unbuffered.
  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var bytes = UnsafeRawBufferPointer(bytes)
      while let base = bytes.baseAddress, !bytes.isEmpty {
        let count = systemWrite(descriptor, base, bytes.count)
        if count > 0 {
          bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(count))
        } else if count == 0 || errno != EINTR {
          return
        }
      }
    }
  }
}

private func systemWrite(_ descriptor: Int32, _ base: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, base, count)
}

/// A global, since a signal handler captures nothing.
private let isInterruptionRequested = Atomic<Bool>(false)

/// Ctrl-C, or a polite end (SIGTERM), as a question to ask between two steps.
///
/// The first one asks the command to finish its step, print or save what there
/// is and end with 130; a second one ends the process at once.
enum Interruption {
  /// Whether Ctrl-C was pressed, or the process was told to end, since this was first asked.
  ///
  /// A command that never asks is ended by Ctrl-C as any other.
  static var isRequested: Bool {
    _ = watch
    return isInterruptionRequested.load(ordering: .relaxed)
  }

  private static let watch: Void = {
    for kind in [SIGINT, SIGTERM] {
      signal(kind) { kind in
        isInterruptionRequested.store(true, ordering: .relaxed)
        signal(kind, SIG_DFL)
      }
    }
  }()
}
