import DescentTensor
import Testing

@testable import DescentData

/// What NumPy and safetensors themselves make of the files, and their files here, where they are installed.
@Suite("Files of NumPy and safetensors") struct PythonFilesTests {
  static let hasNumPy = Python.has("numpy")
  static let hasSafetensors = Python.has("numpy", "safetensors.numpy")

  @Test(.enabled(if: hasNumPy, "no Python with numpy; see DESCENT_PYTHON"))
  func numPyReadsWhatIsWrittenHere() throws {
    try withFolder { folder in
      try NPY.write(
        Tensor([1.5, -0.0, .nan, .infinity] as [Float], shape: [2, 2]), to: folder + "/f4.npy")
      try NPY.write(Tensor([1.0 / 3]), to: folder + "/f8.npy")
      try NPY.write(Tensor([Int32.min, 7]), to: folder + "/i4.npy")
      try NPY.write(Tensor([Int64.max]), to: folder + "/i8.npy")
      try NPY.write(Tensor([UInt8(200)]), to: folder + "/u1.npy")
      try NPY.write(Tensor([true, false]), to: folder + "/b1.npy")
      try NPY.write(Tensor(2.5), to: folder + "/scalar.npy")
      try NPY.write(.zeros([0, 3]), to: folder + "/empty.npy")
      var writer = try NPYWriter(folder + "/rows.npy", rowShape: [2], dtype: .float64)
      for k in 0..<12_345 { try writer.append(Tensor([Double(k), 0.5], shape: [1, 2])) }
      try writer.commit()
      let script = """
        import sys, os, numpy as np
        def load(name): return np.load(os.path.join(sys.argv[1], name + ".npy"), allow_pickle=False)
        a = load("f4")
        assert a.dtype == np.float32 and a.shape == (2, 2) and a[0, 0] == 1.5
        assert np.signbit(a[0, 1]) and np.isnan(a[1, 0]) and a[1, 1] == np.inf
        for name, dtype, values in [
          ("f8", np.float64, [1 / 3]), ("i4", np.int32, [-2**31, 7]), ("i8", np.int64, [2**63 - 1]),
          ("u1", np.uint8, [200]), ("b1", np.bool_, [True, False])]:
          b = load(name)
          assert b.dtype == dtype and b.tolist() == values, name
        assert load("scalar").shape == () and load("scalar") == 2.5
        assert load("empty").shape == (0, 3)
        rows = load("rows")
        assert rows.shape == (12345, 2) and (rows[:, 0] == np.arange(12345)).all()
        # The bytes are those that NumPy writes.
        for name in ["f4", "f8", "i4", "i8", "u1", "b1", "scalar", "empty", "rows"]:
          np.save(os.path.join(sys.argv[1], "again.npy"), load(name))
          paths = [os.path.join(sys.argv[1], n + ".npy") for n in [name, "again"]]
          assert open(paths[0], "rb").read() == open(paths[1], "rb").read(), name
        print("numpy", np.__version__)
        """
      let said = try Python.run(script, folder)
      #expect(said.hasPrefix("numpy "))
      print("PythonFilesTests: read by \(said)", terminator: "")
    }
  }

  @Test(.enabled(if: hasNumPy, "no Python with numpy; see DESCENT_PYTHON"))
  func whatNumPyWritesIsReadHere() throws {
    try withFolder { folder in
      let script = """
        import sys, os, numpy as np
        types = ["?", "u1", "i1", "<u2", ">u2", "<i2", ">i2", "<u4", ">u4", "<i4", ">i4", "<u8", ">u8",
                 "<i8", ">i8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]
        for t in types:
          a = (np.arange(120).reshape(2, 3, 4, 5) % 50 - (0 if np.dtype(t).kind in "u?b" else 25))
          a = a.astype(t)
          if np.dtype(t).kind == "f": a = a / a.dtype.type(4)
          name = t.replace("<", "l").replace(">", "b").replace("?", "bool")
          np.save(os.path.join(sys.argv[1], name + "-c.npy"), np.ascontiguousarray(a))
          np.save(os.path.join(sys.argv[1], name + "-f.npy"), np.asfortranarray(a))
          print(name, *a.astype(np.float64).ravel().tolist())
        """
      let lines = try Python.run(script, folder).split(separator: "\n")
      #expect(lines.count == 21)
      for line in lines {
        let words = line.split(separator: " ")
        let expected = words.dropFirst().compactMap { Double($0) }
        for order in ["c", "f"] {
          let path = "\(folder)/\(words[0])-\(order).npy"
          #expect(try NPY.read(path).doubles == expected, "\(path)")
          var file = try ArrayFile(path)
          #expect(file.isFortranOrder == (order == "f"))
          var rows: [Double] = []
          while let row = try file.next(1) { rows += row.doubles }
          #expect(rows == expected, "\(path), row by row")
        }
      }
    }
  }

  @Test(.enabled(if: hasSafetensors, "no Python with safetensors; see DESCENT_PYTHON"))
  func safetensorsBothWays() throws {
    try withFolder { folder in
      let here = Safetensors(
        entries: [
          SafetensorsEntry(
            name: "layers.0.weight", shape: [2, 3], floats: [1, -2, 3, .nan, 5, 6]),
          SafetensorsEntry(name: "bias", shape: [2], doubles: [1.0 / 3, -0.0]),
          SafetensorsEntry(name: "step", shape: [], int64s: [.max]),
          SafetensorsEntry(name: "é\"\n", shape: [0, 4], int32s: []),
          SafetensorsEntry(name: "mask", shape: [2], bools: [true, false]),
        ], metadata: ["format": "pt", "note": "é\n\"\\"])
      try here.write(to: folder + "/here.safetensors")
      let script = """
        import sys, numpy as np, safetensors
        from safetensors import safe_open
        from safetensors.numpy import load_file, save_file
        path = sys.argv[1] + "/here.safetensors"
        a = load_file(path)
        assert set(a) == {"layers.0.weight", "bias", "step", 'é"\\n', "mask"}, set(a)
        assert a["layers.0.weight"].shape == (2, 3) and a["layers.0.weight"].dtype == np.float32
        assert a["bias"].tolist() == [1 / 3, -0.0] and np.signbit(a["bias"][1])
        assert a["step"].shape == () and a["step"] == 2**63 - 1
        assert a['é"\\n'].shape == (0, 4) and a["mask"].tolist() == [True, False]
        with safe_open(path, "np") as f:
          metadata = f.metadata()
        assert metadata == {"format": "pt", "note": 'é\\n"\\\\'}, metadata
        save_file(a, sys.argv[1] + "/there.safetensors", metadata)
        print("safetensors", safetensors.__version__)
        """
      let said = try Python.run(script, folder)
      #expect(said.hasPrefix("safetensors "))
      print("PythonFilesTests: read by \(said)", terminator: "")
      let there = try Safetensors.read(folder + "/there.safetensors")
      #expect(there.metadata == here.metadata && there.entries.count == here.entries.count)
      let file = try SafetensorsFile(folder + "/there.safetensors")
      for entry in here.entries {
        #expect(there[entry.name]?.bytes == entry.bytes && there[entry.name]?.shape == entry.shape)
        #expect(try file.entry(entry.name).bytes == entry.bytes)
      }
    }
  }
}
