import DescentOptimizers
import Testing

/// Every configuration of torch's own optimizer test database, bit for bit, in both precisions:
/// parameters after steps 1, 2, 3, 5, 10 and 25 and the buffers after the last.
@Suite("Trajectories of torch's optimizers, 0 ulp")
struct TorchTrajectoryTests {
  /// How many configurations there are, in both precisions together.
  static let counts = [
    "Adadelta": 12,
    "Adagrad": 14,
    "Adam": 10,
    "Adamax": 10,
    "AdamW": 10,
    "ASGD": 14,
    "NAdam": 14,
    "RAdam": 12,
    "RMSprop": 16,
    "Rprop": 10,
    "SGD": 18,
  ]

  @Test(arguments: TorchReference.all)
  func trajectories(rule: String) throws {
    let reference = try TorchReference(rule)
    #expect(reference.cases.count == Self.counts[rule])
    #expect(try reference.differences() == [])
  }
}
