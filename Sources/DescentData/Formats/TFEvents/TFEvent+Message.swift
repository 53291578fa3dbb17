import Foundation
import SwiftProtobuf

extension TFEvent.Value {
  /// As the file has it.
  var message: Tensorflow_Summary.Value {
    .with { value in
      value.tag = tag
      switch content {
      case .scalar(let number):
        if number.isFinite, !Float(number).isFinite {
          // The older dialect would make it infinite, which it is not.
          value.metadata.pluginData.pluginName = "scalars"
          value.metadata.dataClass = .scalar
          value.tensor.dtype = .dtDouble
          value.tensor.doubleVal = [number]
        } else {
          value.simpleValue = Float(number)
        }
      case .histogram(let histogram): value.histo = histogram.message
      case .text(let texts):
        value.metadata.pluginData.pluginName = "text"
        value.metadata.dataClass = .tensor
        value.tensor.dtype = .dtString
        value.tensor.tensorShape.dim = [.with { $0.size = Int64(texts.count) }]
        value.tensor.stringVal = texts.map { Data($0.utf8) }
      case .hyperparameters(let values):
        value.tag = Tensorboard_Hparams_HParamsPluginData.startTag
        value.setHyperparameters(
          .with { $0.sessionStartInfo.hparams = values.mapValues(\.message) })
      case .other: break
      }
    }
  }
}

extension TFHistogram {
  fileprivate var message: Tensorflow_HistogramProto {
    .with {
      ($0.min, $0.max, $0.num) = (least, greatest, count)
      ($0.sum, $0.sumSquares) = (sum, sumOfSquares)
      ($0.bucketLimit, $0.bucket) = (limits, counts)
    }
  }
}

extension Tensorboard_Hparams_HParamsPluginData {
  /// Where TensorBoard's plugin looks for what can be chosen and what is measured.
  static let experimentTag = "_hparams_/experiment"
  /// Where it looks for what a run has chosen.
  static let startTag = "_hparams_/session_start_info"
  /// Where it looks for how the run ended.
  static let endTag = "_hparams_/session_end_info"
}

extension Tensorflow_Summary.Value {
  /// Puts what the plugin for hyperparameters wants where it looks for it.
  mutating func setHyperparameters(_ data: Tensorboard_Hparams_HParamsPluginData) {
    metadata.pluginData.pluginName = "hparams"
    // What is a number, a word or a flag cannot fail to be encoded.
    metadata.pluginData.content = (try? data.serializedData()) ?? Data()
  }
}

extension TFHyperparameter {
  var message: Google_Protobuf_Value {
    switch self {
    case .number(let number): Google_Protobuf_Value(numberValue: number)
    case .text(let text): Google_Protobuf_Value(stringValue: text)
    case .flag(let flag): Google_Protobuf_Value(boolValue: flag)
    }
  }

  init?(_ message: Google_Protobuf_Value) {
    switch message.kind {
    case .numberValue(let number): self = .number(number)
    case .stringValue(let text): self = .text(text)
    case .boolValue(let flag): self = .flag(flag)
    default: return nil
    }
  }
}
