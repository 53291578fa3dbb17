import Testing

@testable import DescentCommand

@Suite struct SupportTests {
  @Test func hintsGuessOrListAll() {
    let known = ["rosenbrock", "booth"]
    #expect(NearestName.hint(for: "rosenbrok", among: known) == "did you mean 'rosenbrock'?")
    #expect(NearestName.hint(for: "zzz", among: known) == "known: rosenbrock, booth")
  }

  @Test func progressLineSaysRateAndTimeLeft() {
    let line = Progress.line(
      done: 250, total: 1000, unit: "steps", seconds: 50, note: "loss 0.5", hasBar: false)
    #expect(line == "25 %, 250 of 1000 steps, 5 steps/s, 2 min 30 s left, loss 0.5")
    let bar = Progress.line(
      done: 12, total: 12, unit: "epochs", seconds: 6, note: "", hasBar: true)
    #expect(
      bar == String(repeating: "█", count: 24) + " 100 %, 12 of 12 epochs, 2 epochs/s, 0 s left")
    #expect(Progress.duration(7300) == "2 h 1 min")
  }

  @Test func numbersAreShort() {
    #expect(NumberText.short(1234.5678) == "1235")
    #expect(NumberText.short(1e-8) == "1e-8")
    #expect(NumberText.short(1e20) == "1e20")
    #expect(NumberText.short(.nan) == "nan")
    #expect(NumberText.point([1, -0.5]) == "(1, -0.5)")
    #expect(NumberText.point((0..<9).map { Double($0) }) == "(0, 1, 2, 3, …, 8)")
  }

  @Test func errorsAreOneShortLine() {
    #expect(CommandError.usage("a\n  b\nc").message == "a b c")
    #expect(CommandError.usage(String(repeating: "x", count: 9999)).message.count == 401)
  }

  @Test func helpIsAResult() {
    let help = descent("--help")
    #expect(help.code == 0)
    #expect(help.output.contains("minimize"))
    #expect(help.error.isEmpty)
  }

  @Test(arguments: [["minimise"], ["minimise", "--steps", "3"], ["help", "minimise"]])
  func unknownSubcommandsHaveTheNearest(arguments: [String]) {
    let wrong = descent(arguments)
    #expect(wrong.code == 64)
    #expect(
      wrong.errorLines == ["descent: no subcommand 'minimise'; did you mean 'minimize'?"])
    #expect(wrong.output.isEmpty)
  }

  @Test func everySubcommandHasHelpWithAnExample() throws {
    for name in CommandLauncher.subcommands {
      let help = descent("help", name)
      #expect(help.code == 0 && help.error.isEmpty)
      #expect(help.output.contains("Examples:\n  descent \(name)"), "\(help.output)")
      #expect(help.output.contains(try Regex("USAGE: descent \(name) [\\[<]")))
    }
  }
}
