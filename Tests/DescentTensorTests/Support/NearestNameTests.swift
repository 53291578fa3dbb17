import Testing

@testable import DescentTensor

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("wieght_decay", "weightDecay"), ("weight-decay", "weightDecay"), ("Adm", "adam"),
    ("adamW", "adamw"), ("qualty", "quality"), ("momentun", "momentum"),
  ])
  func findsTheNameThatWasMeant(wanted: String, expected: String) {
    let names = ["adam", "adamw", "sgd", "weightDecay", "momentum", "quality"]
    #expect(nearestName(to: wanted, in: names) == expected)
  }

  @Test(arguments: ["", "zzz", "x", "learning"])
  func findsNothingFarAway(wanted: String) {
    #expect(nearestName(to: wanted, in: ["adam", "sgd", "lr", "y"]) == nil)
  }

  @Test func countsASwapOnce() {
    // Two substitutions would be too many for four letters.
    #expect(nearestName(to: "amda", in: ["maxx", "adam", "amad"]) == "amad")
  }

  @Test func takesTheFirstOfEquals() {
    #expect(nearestName(to: "aaaa", in: ["aaab", "aaac"]) == "aaab")
  }

  @Test func staysQuickOnALongName() {
    let long = String(repeating: "a", count: 100_000)
    #expect(nearestName(to: long, in: [long + "b"]) != nil)
  }
}
