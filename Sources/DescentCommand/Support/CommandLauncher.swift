import ArgumentParser
import Foundation

/// Reads the arguments, runs the subcommand, and turns what it throws into one
/// line and an exit code.
enum CommandLauncher {
  /// Runs `descent` with these arguments.
  ///
  /// - Returns: The exit code.
  static func run(_ arguments: [String], console: Console = .current) -> Int32 {
    do {
      try requireSubcommand(in: arguments)
      var command = try DescentCommand.parseAsRoot(protectingFormulas(in: arguments))
      try command.run()
      return CommandExit.done
    } catch let error as CommandError {
      console.note("descent: \(error.message)")
      return error.code
    } catch {
      // Help and the like are thrown too; they are results.
      guard DescentCommand.exitCode(for: error) != .success else {
        console.print(DescentCommand.fullMessage(for: error))
        return CommandExit.done
      }
      let code = DescentCommand.exitCode(for: error).rawValue
      let message = CommandError(code, DescentCommand.message(for: error)).message
      if !message.isEmpty { console.note("descent: \(message)") }
      return code
    }
  }

  /// The names of the subcommands, those that help does not show among them.
  static var subcommands: [String] {
    DescentCommand.configuration.subcommands.map { $0._commandName }
  }

  /// Refuses a word that is none of the subcommands; the parser would call it unexpected.
  private static func requireSubcommand(in arguments: [String]) throws(CommandError) {
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
    guard let name = words.first, !name.hasPrefix("-"), name != "help",
      !subcommands.contains(name)
    else { return }
    throw .usage("no subcommand '\(name)'; \(NearestName.hint(for: name, among: subcommands))")
  }

  /// Moves a formula that begins with a minus sign behind `--`, lest it be
  /// taken for an option.
  ///
  /// No option reads as a formula with a variable.
  private static func protectingFormulas(in arguments: [String]) -> [String] {
    guard !arguments.contains("--") else { return arguments }
    let isFormula = { (argument: String) in
      argument.hasPrefix("-") && (try? ExpressionParser.parse(argument)) != nil
    }
    let formulas = arguments.filter(isFormula)
    return formulas.isEmpty ? arguments : arguments.filter { !isFormula($0) } + ["--"] + formulas
  }

  /// Ends the process.
  static func exit(with code: Int32) -> Never { Foundation.exit(code) }
}
