import ArgumentParser

@main
struct DescentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "descent",
    abstract: "Train, see the surface you descend, and be told why a run goes wrong.")
}
