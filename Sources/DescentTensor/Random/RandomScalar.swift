import CDescentKernels

/// The two floating-point types, with the kernels of each: what `Generator`'s fills are written
/// over.
package protocol RandomScalar: BinaryFloatingPoint {
  typealias Engine = UnsafeMutablePointer<dk_random>
  typealias Fill = (Engine?, UnsafeMutablePointer<Self>?, Int, Double, Double) -> Void

  static func fillUnit(_ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>)
  static func fillUniform(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ from: Self, _ to: Self)
  static func fillNormal(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ mean: Self, _ deviation: Self)
  static func fillBernoulli(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ p: Double, _ yes: Self)
  static func fillBernoulli(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>,
    _ probabilities: UnsafeBufferPointer<Self>)
  static func fillBernoulli2017(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ p: Double, _ yes: Self)
  static func fillBernoulli2017(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>,
    _ probabilities: UnsafeBufferPointer<Self>)
  static func fillExponential(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ rate: Double)
  static func fillGeometric(_ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ p: Double)

  static var fillNormalPairs: Fill { get }
  static var fillLogNormal: Fill { get }
  static var fillUniform2017: Fill { get }
  static var fillNormal2017: Fill { get }
}

extension Float: RandomScalar {
  package static func fillUnit(_ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>) {
    dk_random_unit_f32(engine, out.baseAddress, out.count)
  }

  package static func fillUniform(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ from: Self, _ to: Self
  ) {
    dk_random_uniform_f32(engine, out.baseAddress, out.count, from, to)
  }

  package static func fillNormal(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ mean: Self, _ deviation: Self
  ) {
    dk_random_normal_f32(engine, out.baseAddress, out.count, mean, deviation)
  }

  package static func fillBernoulli(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ p: Double, _ yes: Self
  ) {
    dk_random_bernoulli_f32(engine, out.baseAddress, out.count, p, yes)
  }

  package static func fillBernoulli(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>,
    _ probabilities: UnsafeBufferPointer<Self>
  ) {
    dk_random_bernoulli_each_f32(engine, out.baseAddress, probabilities.baseAddress, out.count)
  }

  package static func fillBernoulli2017(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ p: Double, _ yes: Self
  ) {
    dk_random_2017_bernoulli_f32(engine, out.baseAddress, out.count, p, yes)
  }

  package static func fillBernoulli2017(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>,
    _ probabilities: UnsafeBufferPointer<Self>
  ) {
    dk_random_2017_bernoulli_each_f32(
      engine, out.baseAddress, probabilities.baseAddress, out.count)
  }

  package static func fillExponential(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ rate: Double
  ) {
    dk_random_exponential_f32(engine, out.baseAddress, out.count, rate)
  }

  package static func fillGeometric(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ p: Double
  ) {
    dk_random_geometric_f32(engine, out.baseAddress, out.count, p)
  }

  package static var fillNormalPairs: Fill { dk_random_normal_pairs_f32 }
  package static var fillLogNormal: Fill { dk_random_log_normal_f32 }
  package static var fillUniform2017: Fill { dk_random_2017_uniform_f32 }
  package static var fillNormal2017: Fill { dk_random_2017_normal_f32 }
}

extension Double: RandomScalar {
  package static func fillUnit(_ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>) {
    dk_random_unit_f64(engine, out.baseAddress, out.count)
  }

  package static func fillUniform(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ from: Self, _ to: Self
  ) {
    dk_random_uniform_f64(engine, out.baseAddress, out.count, from, to)
  }

  package static func fillNormal(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ mean: Self, _ deviation: Self
  ) {
    dk_random_normal_f64(engine, out.baseAddress, out.count, mean, deviation)
  }

  package static func fillBernoulli(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ p: Double, _ yes: Self
  ) {
    dk_random_bernoulli_f64(engine, out.baseAddress, out.count, p, yes)
  }

  package static func fillBernoulli(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>,
    _ probabilities: UnsafeBufferPointer<Self>
  ) {
    dk_random_bernoulli_each_f64(engine, out.baseAddress, probabilities.baseAddress, out.count)
  }

  package static func fillBernoulli2017(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ p: Double, _ yes: Self
  ) {
    dk_random_2017_bernoulli_f64(engine, out.baseAddress, out.count, p, yes)
  }

  package static func fillBernoulli2017(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>,
    _ probabilities: UnsafeBufferPointer<Self>
  ) {
    dk_random_2017_bernoulli_each_f64(
      engine, out.baseAddress, probabilities.baseAddress, out.count)
  }

  package static func fillExponential(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ rate: Double
  ) {
    dk_random_exponential_f64(engine, out.baseAddress, out.count, rate)
  }

  package static func fillGeometric(
    _ engine: Engine, _ out: UnsafeMutableBufferPointer<Self>, _ p: Double
  ) {
    dk_random_geometric_f64(engine, out.baseAddress, out.count, p)
  }

  package static var fillNormalPairs: Fill { dk_random_normal_pairs_f64 }
  package static var fillLogNormal: Fill { dk_random_log_normal_f64 }
  package static var fillUniform2017: Fill { dk_random_2017_uniform_f64 }
  package static var fillNormal2017: Fill { dk_random_2017_normal_f64 }
}
