import ArgumentParser
import DescentTensor

/// `descent random`: numbers of a stream, for those who check them against torch's.
struct RandomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "random",
    abstract: "Draw from a random stream, as torch would with the same seed.",
    discussion: """
      Examples:
        descent random --kind randn --shape 2,3 --seed 42
        descent random --kind randperm --shape 10 --seed 42 --json
      """,
    shouldDisplay: false)

  /// What is drawn.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case rand, randn, randperm, randint, bernoulli, linear, conv2d
  }

  @OptionGroup var seeds: SeedOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "What to draw.")
  var kind: Kind

  @Option(
    parsing: .unconditional,
    help: "The shape of what comes out; the count for randperm, the weight's for linear and conv2d."
  )
  var shape: String

  @Option(help: "float32 or float64.")
  var dtype = "float32"

  @Option(help: "torch, or torch2017 for the numbers of torch 0.2 and 0.3.")
  var stream = Generator.Stream.torch

  @Option(parsing: .unconditional, help: "The least number of randint.")
  var low = 0

  @Option(parsing: .unconditional, help: "One more than the greatest number of randint.")
  var high = 1000

  @Option(
    name: .customLong("p"), parsing: .unconditional,
    help: "The probability of bernoulli, drawn as from a tensor of probabilities.")
  var probability = 0.5

  func run() throws {
    var generator = Generator(seed: seeds.seed, stream: stream)
    let shape = try parsedShape()
    let dtype = try parsedType()
    let values: Tensor
    switch kind {
    case .rand: values = .rand(shape, dtype: dtype, using: &generator)
    case .randn: values = .randn(shape, dtype: dtype, using: &generator)
    case .randperm: values = .randperm(try single(shape), using: &generator)
    case .randint:
      guard low < high else {
        throw CommandError.usage("--low \(low) is not below --high \(high)")
      }
      values = .randint(shape, from: low, to: high, using: &generator)
    case .bernoulli:
      guard (0...1).contains(probability) else {
        throw CommandError.usage("--p: expected a probability from 0 to 1, got \(probability)")
      }
      let probabilities = Tensor(repeating: probability, shape: shape, dtype: dtype)
      values = .bernoulli(probabilities, using: &generator)
    case .linear, .conv2d:
      let rank = kind == .linear ? 2 : 4
      guard shape.rank == rank, shape.count > 0 else {
        throw CommandError.usage(
          "--shape: \(kind.rawValue) needs \(rank) lengths above 0, got \(self.shape)")
      }
      values = Tensor.layerWeights(shape, dtype: dtype, using: &generator).weight
    }
    report(values)
  }

  private func report(_ values: Tensor) {
    if output.json {
      let numbers =
        values.dtype == .int64
        ? values.elements(as: Int64.self).map { JSON.integer(Int($0)) }
        : values.doubles.map(JSON.number)
      Console.current.print(["values": .array(numbers)])
    } else {
      Console.current.print("\(values)")
    }
  }

  private func parsedShape() throws -> Shape {
    let lengths = shape.split(separator: ",", omittingEmptySubsequences: false).map {
      Int($0.filter { $0 != " " })
    }
    let valid = lengths.compactMap { $0 }
    guard valid.count == lengths.count, valid.count <= Shape.maximumRank,
      valid.allSatisfy({ $0 >= 0 && $0 <= 1 << 30 }), valid.reduce(1.0, { $0 * Double($1) }) <= 1e9
    else {
      throw CommandError.usage(
        "--shape: expected lengths such as 3,5 with at most 10⁹ elements, got \(shape)")
    }
    return Shape(valid)
  }

  private func single(_ shape: Shape) throws -> Int {
    guard shape.rank == 1 else {
      throw CommandError.usage("--shape: randperm needs one count, got \(self.shape)")
    }
    return shape[0]
  }

  private func parsedType() throws -> DType {
    switch dtype {
    case "float32": return .float32
    case "float64": return .float64
    default:
      throw CommandError.usage("--dtype: expected float32 or float64, got \(dtype)")
    }
  }
}

extension Generator.Stream: ExpressibleByArgument {}
