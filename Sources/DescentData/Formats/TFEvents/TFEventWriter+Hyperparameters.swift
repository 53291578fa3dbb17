import SwiftProtobuf

extension TFEventWriter {
  /// Writes the hyperparameters of the run, for TensorBoard's table of runs.
  ///
  /// - Parameters:
  ///   - values: The hyperparameters by their names.
  ///   - metrics: The tags of the scalars that runs are compared by.
  ///   - group: The name of the run in the table; runs of one name are averaged.
  /// - Throws: ``DataError`` if the disk does not take it.
  public func appendHyperparameters(
    _ values: [String: TFHyperparameter], metrics: [String], group: String = ""
  ) throws(DataError) {
    let now = clock()
    try append(Tensorboard_Hparams_HParamsPluginData.experimentTag, now) { data in
      data.experiment.hparamInfos = values.sorted { $0.key < $1.key }.map { name, value in
        .with {
          $0.name = name
          $0.type = value.type
        }
      }
      data.experiment.metricInfos = metrics.map { tag in .with { $0.name.tag = tag } }
      data.experiment.timeCreatedSecs = now
    }
    try append(Tensorboard_Hparams_HParamsPluginData.startTag, now) { data in
      data.sessionStartInfo.hparams = values.mapValues(\.message)
      data.sessionStartInfo.groupName = group
      data.sessionStartInfo.startTimeSecs = now
    }
  }

  /// Says for the table of runs that the run is over.
  ///
  /// - Parameter succeeded: Whether it came to its end.
  /// - Throws: ``DataError`` if the disk does not take it.
  public func appendEnd(succeeded: Bool) throws(DataError) {
    let now = clock()
    try append(Tensorboard_Hparams_HParamsPluginData.endTag, now) { data in
      data.sessionEndInfo.status = succeeded ? .success : .failure
      data.sessionEndInfo.endTimeSecs = now
    }
  }

  private func append(
    _ tag: String, _ now: Double, _ fill: (inout Tensorboard_Hparams_HParamsPluginData) -> Void
  ) throws(DataError) {
    try append(
      Tensorflow_Event.with { event in
        event.summary.value = [
          .with { value in
            value.tag = tag
            value.setHyperparameters(.with(fill))
          }
        ]
      }, now)
  }
}

extension TFHyperparameter {
  fileprivate var type: Tensorboard_Hparams_DataType {
    switch self {
    case .number: .float64
    case .text: .string
    case .flag: .bool
    }
  }
}
