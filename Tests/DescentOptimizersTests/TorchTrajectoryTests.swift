import DescentOptimizers
import Testing

/// Every configuration of torch's own optimizer test database, bit for bit, in both precisions:
/// parameters after steps 1, 2, 3, 5, 10 and 25 and the buffers after the last.
@Suite("Trajectories of torch's optimizers, 0 ulp")
struct TorchTrajectoryTests {
  @Test(arguments: TorchReference.all)
  func trajectories(rule: String) throws {
    let reference = try TorchReference(rule)
    #expect(reference.cases.count == (rule == "SGD" ? 18 : 10))
    for this in reference.cases {
      #expect(try reference.differences(this) == [], "\(rule), \(this.name), \(this.dtype)")
    }
  }
}
