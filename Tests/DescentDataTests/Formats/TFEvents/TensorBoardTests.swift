import DescentTensor
import Testing

@testable import DescentData

/// What TensorBoard and TensorFlow themselves make of the files, where they are installed.
@Suite("Files and the programs they are for") struct TensorBoardTests {
  static let hasTensorBoard = Python.has("tensorboard")
  static let hasTensorFlow = Python.has("tensorflow")

  @Test(.enabled(if: hasTensorBoard, "no Python with tensorboard; see DESCENT_PYTHON"))
  func tensorBoardReadsEveryPoint() throws {
    try withFolder { folder in
      let writer = try TFEventWriter(folder: folder)
      for step in 0..<3000 as Range<Int64> {
        let value = step == 7 ? Double.nan : step == 8 ? .infinity : Double(step) / 4
        try writer.append([.init("loss", .scalar(value)), .init("rate", .scalar(1))], step: step)
      }
      try writer.append(
        [
          .init("weights", .histogram(TFHistogram(Tensor([-1, 0, 0.5, 2, 2] as [Float])))),
          .init("about", .text(["**hello**"])),
        ], step: 5)
      try writer.appendHyperparameters(["lr": .number(0.5)], metrics: ["loss"])
      let second = try TFEventWriter(folder: folder, from: 2998)
      try second.append([.init("loss", .scalar(-1))], step: 2998)
      let script = """
        import sys, math
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        sizes = {"scalars": 0, "histograms": 0, "tensors": 0}
        all = EventAccumulator(sys.argv[1], size_guidance=sizes)
        all.Reload()
        loss = all.Scalars("loss")
        assert [p.step for p in loss] == list(range(2999)), len(loss)
        assert math.isnan(loss[7].value) and loss[8].value == math.inf
        assert [p.value for p in loss[9:-1]] == [s / 4 for s in range(9, 2998)]
        assert loss[-1].value == -1 and len(all.Scalars("rate")) == 2998
        h = all.Histograms("weights")[0]
        assert h.step == 5 and h.histogram_value.num == 5 and sum(h.histogram_value.bucket) == 5
        assert all.Tensors("about")[0].tensor_proto.string_val[0] == b"**hello**"
        from tensorboard.plugins.hparams import plugin_data_pb2
        content = all.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
        data = plugin_data_pb2.HParamsPluginData.FromString(content)
        assert data.session_start_info.hparams["lr"].number_value == 0.5
        print("read", len(loss))
        """
      #expect(try Python.run(script, folder) == "read 2999\n")
    }
  }

  @Test(.enabled(if: hasTensorBoard, "no Python with tensorboard; see DESCENT_PYTHON"))
  func tensorBoardsOwnWriterIsRead() throws {
    try withFolder { folder in
      let script = """
        import sys
        from tensorboard.summary.writer.event_file_writer import EventFileWriter
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary
        writer = EventFileWriter(sys.argv[1])
        for step in range(2000):
            value = Summary.Value(tag="loss", simple_value=step / 4)
            writer.add_event(Event(step=step, wall_time=1000 + step, summary=Summary(value=[value])))
        writer.close()
        """
      try Python.run(script, folder)
      let points = try #require(try TFEventLog(folder: folder).scalars["loss"])
      #expect(points.map(\.step) == Array(0..<2000))
      #expect(points.map(\.value) == (0..<2000).map { Double($0) / 4 })
    }
  }

  @Test(.enabled(if: hasTensorFlow, "no Python with tensorflow; see DESCENT_PYTHON"))
  func tensorFlowReadsAndWritesRecords() throws {
    try withFolder { folder in
      var writer = try TFRecordWriter(folder + "/a")
      for label in 0..<50 as Range<Int64> {
        try writer.append(
          TFExample([
            "label": .integers([label, -1]), "x": .floats([Float(label) / 8]),
            "image": .bytes([[UInt8](repeating: UInt8(label), count: Int(label) * 100)]),
          ]))
      }
      try writer.finish()
      let script = """
        import sys, tensorflow as tf
        options = tf.io.TFRecordOptions(compression_type="GZIP")
        out = tf.io.TFRecordWriter(sys.argv[1] + "/b", options=options)
        for i, record in enumerate(tf.data.TFRecordDataset(sys.argv[1] + "/a")):
            example = tf.train.Example.FromString(record.numpy())
            feature = example.features.feature
            assert list(feature["label"].int64_list.value) == [i, -1]
            assert list(feature["x"].float_list.value) == [i / 8]
            assert feature["image"].bytes_list.value[0] == bytes([i]) * (100 * i)
            out.write(example.SerializeToString())
        out.close()
        print("read", i + 1)
        """
      #expect(try Python.run(script, folder) == "read 50\n")
      var ours = try TFRecordReader(folder + "/a")
      var theirs = try TFRecordReader(folder + "/b")
      for _ in 0..<50 {
        let (a, b) = (try ours.next() ?? [], try theirs.next() ?? [])
        #expect(try TFExample(a) == TFExample(b))
      }
      #expect(try theirs.next() == nil)
    }
  }
}
