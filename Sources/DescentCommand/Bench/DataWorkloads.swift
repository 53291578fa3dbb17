import DescentData
import DescentTensor

extension Workload {
  /// 200,000 rows of ten numbers with six decimals, 20 MB of text in memory, read into blocks of `float32`.
  static let csv = Workload(
    name: "csv", unit: "MB/s",
    prepare: {
      let text = csvText
      return {
        do {
          var file = try CSVNumbers(text, path: "bench")
          var rows = 0
          while let block = try file.next(4096) { rows += block.shape[0] }
          precondition(rows == csvRows)
        } catch {
          preconditionFailure("\(error)")
        }
      }
    },
    value: { Double(csvText.count) / $0 / 1e6 })

  private static let csvRows = 200_000

  private static let csvText: [UInt8] = {
    var generator = Generator(seed: 1)
    let numbers = Tensor.randn([csvRows, 10], using: &generator).doubles
    var text = Array((0..<10).map { "c\($0)" }.joined(separator: ",").utf8)
    text.append(10)
    text.reserveCapacity(numbers.count * 11)
    for (index, number) in numbers.enumerated() {
      let millionths = Int((number * 1e7).rounded())
      if millionths < 0 { text.append(UInt8(ascii: "-")) }
      let (whole, part) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
      text += Array("\(whole).".utf8)
      // The digits behind the point, with the zeros they begin with.
      text += Array("\(1_000_000 + part)".utf8).dropFirst()
      text.append(index % 10 == 9 ? 10 : UInt8(ascii: ","))
    }
    return text
  }()
}
