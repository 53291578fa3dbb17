// What the library targets show to others, from the symbol graphs of a build.
//
//   public-api list GRAPHS                    every public symbol, a sorted line each
//   public-api undocumented GRAPHS            those that no comment of their own says anything of
//   public-api breaks OLD NEW CHANGELOG       lines of OLD that NEW has not, and nobody announced
//
// GRAPHS is a folder of `swift symbolgraph-extract`; OLD and NEW are files that `list` wrote. The last
// two exit with 1 if they print a symbol. `.ci/check-api` and `.ci/check-documentation` call it.
import Foundation

struct SymbolGraph: Decodable {
  struct Symbol: Decodable {
    struct Identifier: Decodable { let precise: String }
    struct Kind: Decodable { let identifier: String }
    struct Fragment: Decodable { let spelling: String }
    struct Comment: Decodable { let lines: [Line] }
    struct Line: Decodable { let text: String }
    struct Location: Decodable {
      struct Position: Decodable { let line: Int }
      let uri: String
      let position: Position
    }
    let identifier: Identifier
    let kind: Kind
    let pathComponents: [String]
    let declarationFragments: [Fragment]?
    let docComment: Comment?
    let location: Location?

    var path: String { pathComponents.joined(separator: ".") }

    var declaration: String {
      (declarationFragments ?? []).map(\.spelling).joined()
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }
  struct Relationship: Decodable {
    let kind: String
    let source: String
    let target: String
    let targetFallback: String?
  }
  let symbols: [Symbol]
  let relationships: [Relationship]
}

/// The graphs of a folder, each with the target that it is of: `Target` itself, and `Target@Other` for
/// what it adds to the types of another module.
func graphs(in folder: String) throws -> [(target: String, graph: SymbolGraph)] {
  let suffix = ".symbols.json"
  return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    .filter { $0.hasSuffix(suffix) }
    .map { name in
      let target = name.dropLast(suffix.count).split(separator: "@")[0]
      let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
      return (String(target), try JSONDecoder().decode(SymbolGraph.self, from: data))
    }
}

/// What every type conforms to unless it says that it does not.
let universal: Set = [
  "Swift.Copyable", "Swift.Escapable", "Swift.SendableMetatype", "Swift.BitwiseCopyable",
]

/// Target, kind, place and declaration of every symbol, and every conformance to a protocol, by tabs.
func list(_ folder: String) throws -> [String] {
  let graphs = try graphs(in: folder)
  var names: [String: String] = [:]
  for (_, graph) in graphs {
    for symbol in graph.symbols { names[symbol.identifier.precise] = symbol.path }
  }
  var lines: Set<String> = []
  for (target, graph) in graphs {
    for symbol in graph.symbols {
      let kind = symbol.kind.identifier.replacingOccurrences(of: "swift.", with: "")
      lines.insert([target, kind, symbol.path, symbol.declaration].joined(separator: "\t"))
    }
    for one in graph.relationships where one.kind == "conformsTo" {
      let whom = one.targetFallback ?? names[one.target] ?? one.target
      // Types of other modules have no path here; their conformances are seen by their members.
      guard let who = names[one.source], !universal.contains(whom) else { continue }
      lines.insert([target, "conformance", who, "\(who): \(whom)"].joined(separator: "\t"))
    }
  }
  return lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// The place and name of every symbol that somebody wrote, and wrote nothing about.
func undocumented(_ folder: String) throws -> (lines: [String], count: Int) {
  var lines: Set<String> = []
  var count = 0
  for (target, graph) in try graphs(in: folder) {
    // What the compiler synthesized stands nowhere.
    for symbol in graph.symbols {
      guard let location = symbol.location else { continue }
      count += 1
      let text = symbol.docComment?.lines.map(\.text).joined() ?? ""
      guard text.allSatisfy(\.isWhitespace) else { continue }
      let file = location.uri.components(separatedBy: "/Sources/").last ?? location.uri
      lines.insert(
        "Sources/\(file):\(location.position.line + 1): \(target) \(symbol.path) has no documentation"
      )
    }
  }
  return (lines.sorted(), count)
}

/// The lines that disappeared, but for those whose symbol, or the type around it, stands under
/// "Changed" or "Removed" in the section "Unreleased".
func breaks(_ old: String, _ new: String, _ changelog: String) throws -> [String] {
  func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
  let kept = Set(try read(new).split(separator: "\n"))
  var (section, heading, announced) = ("", "", "")
  for line in try read(changelog).split(separator: "\n", omittingEmptySubsequences: false) {
    if line.hasPrefix("## ") { (section, heading) = (String(line.dropFirst(3)), "") }
    if line.hasPrefix("### ") { heading = String(line.dropFirst(4)) }
    if section == "Unreleased", ["Changed", "Removed"].contains(heading) {
      announced += line + "\n"
    }
  }
  let isPartOfName = { (c: Character) in c.isLetter || c.isNumber || c == "_" || c == "." }
  func isAnnounced(_ name: String) -> Bool {
    announced.ranges(of: name).contains { range in
      !(announced[..<range.lowerBound].last.map(isPartOfName) ?? false)
        && !(announced[range.upperBound...].first.map { isPartOfName($0) && $0 != "." } ?? false)
    }
  }
  return try read(old).split(separator: "\n").filter { line in
    guard !kept.contains(line) else { return false }
    let name = String(line.split(separator: "\t", omittingEmptySubsequences: false)[2])
    var path = name.split(separator: ".").map(String.init)
    // Its full name will do, the name without labels, and the name of a type that it is part of.
    var names = [name]
    while !path.isEmpty {
      path[path.count - 1] = String(path[path.count - 1].prefix { $0 != "(" })
      names.append(path.joined(separator: "."))
      path.removeLast()
    }
    return !names.contains(where: isAnnounced)
  }.map(String.init)
}

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.count) {
case ("list", 2):
  for line in try list(CommandLine.arguments[2]) { print(line) }
case ("undocumented", 2):
  let (lines, count) = try undocumented(CommandLine.arguments[2])
  for line in lines { print(line) }
  print("\(count - lines.count) of \(count) public declarations are documented")
  exit(lines.isEmpty ? 0 : 1)
case ("breaks", 4):
  let lines = try breaks(
    CommandLine.arguments[2], CommandLine.arguments[3], CommandLine.arguments[4])
  for line in lines { print(line) }
  exit(lines.isEmpty ? 0 : 1)
default:
  print("usage: public-api list GRAPHS | undocumented GRAPHS | breaks OLD NEW CHANGELOG")
  exit(2)
}
