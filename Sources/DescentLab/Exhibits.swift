/// The exhibits there are.
public enum Exhibits {
  /// All of them, in the order in which they are listed.
  public static let all: [any Exhibit] = [
    LateRebound()
  ]

  /// The exhibit of a name.
  public static func named(_ name: String) -> (any Exhibit)? {
    all.first { $0.name == name }
  }
}
