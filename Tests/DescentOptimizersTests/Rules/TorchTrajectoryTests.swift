import DescentOptimizers
import Testing

/// Every configuration of torch's own optimizer test database, bit for bit, in both precisions:
/// parameters after steps 1, 2, 3, 5, 10 and 25 and the buffers after the last.
@Suite("Trajectories of torch's optimizers, 0 ulp")
struct TorchTrajectoryTests {
  @Test(arguments: RuleRow.ofTorch)
  func trajectories(rule: RuleRow) throws {
    let reference = try TorchReference(rule.name)
    #expect(reference.cases.count == rule.cases)
    #expect(try reference.differences() == [])
  }
}
