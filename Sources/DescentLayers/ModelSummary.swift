import DescentTensor

/// A table of a model's layers: their paths, types, output shapes and sizes.
///
///     print(model.summary(for: Tensor.zeros([64, 784])))
///
///     layer  type    output     parameters
///     0      Linear  [64, 128]     100,480
///     1      ReLU    [64, 128]           0
///     2      Linear  [64, 10]        1,290
///     total                        101,770  397.5 KiB
public struct ModelSummary: Sendable, CustomStringConvertible {
  /// What is known of one part of a model.
  public struct Row: Sendable, Hashable {
    /// The names from the model to the part, joined by dots; empty for the model itself.
    public let path: String
    /// The part's type.
    public let type: String
    /// The shape of its output for the sample, if the model's forward pass named the part.
    public fileprivate(set) var output: Shape?
    /// How many trained numbers are the part's own.
    public fileprivate(set) var parameters = 0
    /// How many numbers of buffers are.
    public fileprivate(set) var buffers = 0
    fileprivate var parts = 0
  }

  /// The parts that have parameters or buffers of their own, or no parts, in visiting order.
  public let rows: [Row]
  /// The number of trained numbers, tied ones counted once.
  public let parameterCount: Int
  /// The number of numbers in buffers.
  public let bufferCount: Int
  /// The memory of parameters and buffers, tied ones counted once.
  public let byteCount: Int

  fileprivate init(of model: some Module, trace: OutputTrace?) {
    var copy = model
    var lister = PartLister(rows: [Row(path: "", type: String(describing: type(of: model)))])
    copy.visit(&lister)
    rows = lister.rows
      .filter { $0.parameters + $0.buffers > 0 || $0.parts == 0 }
      .map { row in
        var row = row
        row.output = trace?.shapes[row.path]
        return row
      }
    parameterCount = model.parameterCount
    let buffers = model.buffers.map(\.buffer.value)
    bufferCount = buffers.reduce(0) { $0 + $1.count }
    var seen = Set<Parameter.ID>()
    let own = model.parameters.map(\.parameter).filter { seen.insert($0.id).inserted }.map(\.value)
    byteCount = (own + buffers).reduce(0) { $0 + $1.count * $1.dtype.size }
  }

  /// The table.
  public var description: String {
    var table = [["layer", "type", "output", "parameters", "buffers"]]
    for row in rows {
      table.append([
        row.path.isEmpty ? "(model)" : row.path, row.type, row.output?.description ?? "",
        grouped(row.parameters), row.buffers == 0 ? "" : grouped(row.buffers),
      ])
    }
    table.append([
      "total", "", "", grouped(parameterCount), bufferCount == 0 ? "" : grouped(bufferCount),
    ])
    // Columns that nobody filled are left out.
    let columns = (0..<5).filter { k in table.dropFirst().contains { !$0[k].isEmpty } }
    let widths = columns.map { k in table.map(\.[k].count).max() ?? 0 }
    var lines = table.map { cells in
      zip(columns, widths).map { k, width in
        let space = String(repeating: " ", count: width - cells[k].count)
        return k < 3 ? cells[k] + space : space + cells[k]
      }.joined(separator: "  ")
    }
    lines[lines.count - 1] += "  " + memory
    return lines.map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  private var memory: String {
    var (size, unit) = (Double(byteCount), 0)
    while size >= 1024, unit < 4 {
      size /= 1024
      unit += 1
    }
    if unit == 0 { return "\(byteCount) B" }
    return "\((size * 10).rounded() / 10) \(["B", "KiB", "MiB", "GiB", "TiB"][unit])"
  }

  private func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    var result = ""
    for (i, digit) in digits.enumerated() {
      if i > 0, (digits.count - i) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }
}

extension Module {
  /// The parts of the model and their sizes.
  public var summary: ModelSummary { ModelSummary(of: self, trace: nil) }
}

extension Layer {
  /// The parts of the model, their sizes and the shapes of their outputs for a sample input, which
  /// passes through the model in evaluation.
  ///
  /// The containers of this package name their parts; a model's own forward pass does with
  /// ``Context/within(_:_:)``.
  public func summary(for sample: Tensor) -> ModelSummary {
    var context = Context.evaluation
    context.trace = OutputTrace()
    withoutRecording { _ = context.within("") { self(sample, in: &$0) } }
    return ModelSummary(of: self, trace: context.trace)
  }
}

/// Makes a row of every part.
private struct PartLister: ParameterVisitor {
  var rows: [ModelSummary.Row]
  /// The part that is being shown.
  private var current = 0
  private var prefix = ""

  init(rows: [ModelSummary.Row]) { self.rows = rows }

  mutating func visit(_ name: String, _ parameter: inout Parameter) {
    rows[current].parameters += parameter.value.count
  }

  mutating func visit(_ name: String, _ buffer: inout Buffer) {
    rows[current].buffers += buffer.value.count
  }

  mutating func visit(_ name: String, _ module: inout some Module) {
    let (outer, before) = (current, prefix)
    rows[current].parts += 1
    current = rows.count
    rows.append(
      ModelSummary.Row(path: prefix + name, type: String(describing: type(of: module))))
    prefix += name + "."
    module.visit(&self)
    (current, prefix) = (outer, before)
  }
}
