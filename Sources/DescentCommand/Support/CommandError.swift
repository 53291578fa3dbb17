import ArgumentParser
import Foundation

/// How a command ends, as the shell sees it.
///
/// The numbers from 64 on are those of BSD's `sysexits.h`.
enum CommandExit {
  /// All was done.
  static let done: Int32 = 0
  /// A check failed, or the doctor found something.
  static let found: Int32 = 1
  /// The command was not used as it can be.
  static let usage: Int32 = 64
  /// The input was there and made no sense.
  static let badData: Int32 = 65
  /// There is no such input.
  static let noInput: Int32 = 66
  /// The output cannot be written.
  static let cannotWrite: Int32 = 73
  /// Ctrl-C.
  static let interrupted: Int32 = 130
}

/// Why a command stops, in one line for a person.
///
/// Throw it from `run()`; the command prints `descent: ` and the line on
/// standard error, and ends with the code.
struct CommandError: Error, Equatable, CustomStringConvertible {
  /// One of ``CommandExit``.
  let code: Int32
  /// What was expected, what was there, where.
  ///
  /// Line breaks become blanks, and
  /// what is very long is cut.
  let message: String

  /// What an argument of any length may grow a message to.
  private static let greatestLength = 400

  init(_ code: Int32, _ message: String) {
    self.code = code
    let line =
      message.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    self.message =
      line.count <= CommandError.greatestLength
      ? line : line.prefix(CommandError.greatestLength) + "…"
  }

  /// Options or arguments that make no sense: exit code 64.
  static func usage(_ message: String) -> CommandError { .init(CommandExit.usage, message) }
  /// Input that makes no sense: exit code 65.
  static func badData(_ message: String) -> CommandError { .init(CommandExit.badData, message) }
  /// Input that is not there: exit code 66.
  static func noInput(_ message: String) -> CommandError { .init(CommandExit.noInput, message) }
  /// Output that cannot be written: exit code 73.
  static func cannotWrite(_ message: String) -> CommandError {
    .init(CommandExit.cannotWrite, message)
  }
  /// Ctrl-C, once what there is was printed or saved: exit code 130.
  static func interrupted(_ message: String) -> CommandError {
    .init(CommandExit.interrupted, message)
  }

  var description: String { message }
}
