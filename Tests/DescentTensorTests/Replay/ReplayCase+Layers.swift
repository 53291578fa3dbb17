@testable import DescentTensor

extension ReplayCase {
  /// What layers and losses are made of.
  static let layers: [ReplayCase] = [
    ReplayCase("erf") { $0[0].erf() },
    ReplayCase("gelu") { $0[0].gelu() },
    ReplayCase("gelu with tanh") { $0[0].gelu(isTanh: true) },
    ReplayCase("silu") { $0[0].silu() },
    ReplayCase("elu") { ($0[0] - 0.7).elu(alpha: 1.5) },
    ReplayCase("leakyRelu") { ($0[0] - 0.7).leakyRelu(slope: 0.2) },
    ReplayCase("scaled softplus") { $0[0].softplus(beta: 2, threshold: 1) },
    ReplayCase("layerNorm", [[3, 4], [4], [4]]) {
      $0[0].layerNorm(over: [4], weight: $0[1], bias: $0[2])
    },
    ReplayCase("rms", [[3, 4], [4]]) {
      $0[0].layerNorm(over: [4], weight: $0[1], centers: false)
    },
    ReplayCase("groupNorm", [[2, 4, 3], [4], [4]]) {
      $0[0].groupNorm(groups: 2, weight: $0[1], bias: $0[2])
    },
    ReplayCase("batchNorm", [[5, 3], [3], [3]]) {
      $0[0].batchNorm(weight: $0[1], bias: $0[2]).y
    },
    ReplayCase("running statistics", [[2, 3, 4], [3]]) {
      let (y, mean, variance) = $0[0].batchNorm(weight: $0[1])
      return y.sum(axes: [0, 2]) + mean * 0.1 + variance
    },
    ReplayCase("batchNorm by given statistics", [[5, 3], [3], [3]]) {
      $0[0].batchNorm(mean: $0[1], variance: $0[2])
    },
    ReplayCase("crossEntropy", [[4, 3]]) { $0[0].classCrossEntropy(Tensor([Int64(2), 0, 1, 1])) },
    ReplayCase("crossEntropy of what was computed", [[4, 3], [3]]) {
      $0[0].classCrossEntropy(
        $0[0].argmax(axis: 1), weights: $0[1].detached, smoothing: 0.1, ignored: 2)
    },
    ReplayCase("class weights", [[4, 3], [3]]) {
      $0[0].sum(axis: 1)
        * Tensor([Int64(2), 0, 1, 1]).classWeights(
          $0[1].detached, below: 3, ignored: 0, dtype: $0[0].dtype)
    },
    ReplayCase("classLikelihood", [[4, 3]]) {
      $0[0].classLikelihood($0[0].argmin(axis: 1), ignored: 1)
    },
    ReplayCase("binaryCrossEntropy", [[4, 3], [4, 3], [3]]) {
      $0[0].binaryCrossEntropy($0[1], positiveWeight: $0[2])
    },
    ReplayCase("lookup", [[4, 3]]) { $0[0].lookup($0[0].argmax(axis: 0), omitted: 1) },
    ReplayCase("causal mask", [[4, 4]]) {
      ($0[0] + .causalMask(4, 4, dtype: $0[0].dtype)).softmax()
    },
    ReplayCase("a count", [[3]]) {
      $0[0] / Tensor([Int64(2)]).incremented.converted(to: $0[0].dtype)
    },
  ]
}
