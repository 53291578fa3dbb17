import ArgumentParser

/// The command `descent`.
@main
struct DescentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "descent",
    abstract: "Train, see the surface you descend, and be told why a run goes wrong.",
    subcommands: [
      Lab.self,
      Minimize.self,
      Compare.self,
      Train.self,
      Predict.self,
      InspectCommand.self,
      BenchCommand.self,
      RandomCommand.self,
      ScheduleCommand.self,
    ])

  static func main() {
    CommandLauncher.exit(with: CommandLauncher.run(Array(CommandLine.arguments.dropFirst())))
  }
}
