import DescentTensor
import Testing

@testable import DescentData

@Suite struct SafetensorsTensorTests {
  @Test func tensorsAreWhatWasWritten() throws {
    let tensors = [
      Tensor([Float(1.5), -0.0, .infinity], shape: [3, 1]), Tensor([1.0 / 3, 2]),
      Tensor([Int32(-7)]), Tensor([Int64.max]), Tensor([UInt8(200)]), Tensor([true, false]),
      Tensor(5), Tensor.zeros([0, 2]),
    ]
    let file = Safetensors(
      entries: tensors.enumerated().map { SafetensorsEntry(name: "t\($0.offset)", $0.element) })
    let read = try Safetensors.decode(file.encoded(), path: "t.safetensors")
    for (i, tensor) in tensors.enumerated() {
      let found = try #require(read["t\(i)"])
      #expect(found.tensor == tensor)
      #expect(found == SafetensorsEntry(name: "t\(i)", tensor))
    }
    #expect(
      SafetensorsEntry(name: "a", tensors[0])
        == SafetensorsEntry(name: "a", shape: [3, 1], floats: [1.5, -0.0, .infinity]))
  }
}
