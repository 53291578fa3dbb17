import DescentData
import DescentOptimizers
import DescentTensor
import Foundation

/// A folder of checkpoints, of which every one is whole.
///
/// A checkpoint is a folder `step-000001000` with `state.json`, the tensors' safetensors files, which
/// any reader of that format opens, and `manifest.json` with the size and the CRC-32C of each. It is
/// written under another name, flushed to the disk and renamed: whenever a process is killed or a
/// disk is full, the checkpoints before it are as they were.
///
/// One process at a time may write.
public struct CheckpointFolder: Sendable {
  /// Where the checkpoints are.
  public let path: String
  /// How many of the latest are kept; the latest best one is kept besides.
  public let keeping: Int

  /// A folder that need not be there yet.
  ///
  /// - Parameters:
  ///   - path: Where the checkpoints are.
  ///   - keeping: How many of the latest are kept.
  /// - Precondition: At least one is kept.
  public init(_ path: String, keeping: Int = 3) {
    precondition(keeping >= 1, "CheckpointFolder: \(keeping) checkpoints kept")
    self.path = path
    self.keeping = keeping
  }

  /// A checkpoint that could be read, and those after it that could not.
  public struct Found: Sendable {
    /// What was read.
    public let checkpoint: Checkpoint
    /// Its folder.
    public let path: String
    /// Later ones that are damaged, the latest first, each with what is wrong.
    public let damaged: [CheckpointError]
  }

  /// The steps that there are checkpoints of, in order, whole or not.
  public var steps: [Int64] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.compactMap(Self.step).sorted()
  }

  /// The folder of one step's checkpoint.
  public func path(ofStep step: Int64) -> String {
    let digits = "\(step)"
    return "\(path)/step-" + String(repeating: "0", count: max(0, 9 - digits.count)) + digits
  }

  private static func step(_ name: String) -> Int64? {
    guard name.hasPrefix("step-"), let step = Int64(name.dropFirst(5)), step >= 0 else {
      return nil
    }
    return step
  }

  // MARK: Reading

  /// The latest checkpoint that is whole; nil if there is none at all.
  ///
  /// - Throws: ``CheckpointError/allDamaged(folder:first:count:)`` if there are some and each is
  ///   damaged, or ``CheckpointError/tooNew(path:version:known:)``.
  public func latest() throws(CheckpointError) -> Found? {
    clearUp()
    var damaged: [CheckpointError] = []
    for step in steps.reversed() {
      do {
        let checkpoint = try read(step: step)
        return Found(checkpoint: checkpoint, path: path(ofStep: step), damaged: damaged)
      } catch .tooNew(let path, let version, let known) {
        throw .tooNew(path: path, version: version, known: known)
      } catch {
        damaged.append(error)
      }
    }
    guard let first = damaged.first else { return nil }
    throw .allDamaged(folder: path, first: first.description, count: damaged.count)
  }

  /// The checkpoint of one step.
  ///
  /// - Throws: ``CheckpointError`` if it is not there, not whole or not readable.
  public func read(step: Int64) throws(CheckpointError) -> Checkpoint {
    let folder = path(ofStep: step)
    func damaged(_ reason: String) -> CheckpointError { .damaged(path: folder, reason: reason) }
    func bytes(_ name: String) throws(CheckpointError) -> [UInt8] {
      do { return try readBytes(of: "\(folder)/\(name)", limit: .max) } catch {
        throw damaged("\(name): \(error.problem.message)")
      }
    }
    let manifest: CheckpointManifest
    do {
      let content = try bytes(CheckpointManifest.name)
      manifest = try JSONValue.decoder.decode(CheckpointManifest.self, from: Data(content))
      // Nothing checks the manifest but that it is what would be written.
      if manifest.version == CheckpointManifest.version {
        guard try document(manifest, folder) == content else {
          throw damaged("\(CheckpointManifest.name) is not as it was written")
        }
      }
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw damaged("\(CheckpointManifest.name): \(CheckpointError.reason(error))")
    }
    guard manifest.format == CheckpointManifest.format else {
      throw damaged("expected the format \(CheckpointManifest.format), found \(manifest.format)")
    }
    guard manifest.version <= CheckpointManifest.version else {
      throw .tooNew(
        path: folder, version: manifest.version, known: CheckpointManifest.version)
    }
    guard manifest.step == step else {
      throw damaged("expected step \(step), found step \(manifest.step)")
    }
    var checkpoint = Checkpoint(step: step)
    checkpoint.isBest = manifest.isBest
    for (name, file) in manifest.files.sorted(by: { $0.key < $1.key }) {
      guard !name.contains("/") else { throw damaged("found a file called \(name)") }
      let content = try bytes(name)
      if let objection = file.objection(to: content, named: name) { throw damaged(objection) }
      do {
        if name == Self.stateName {
          checkpoint.values = try JSONValue.decoder.decode(
            [String: JSONValue].self, from: Data(content))
        } else if name.hasSuffix(Self.tensorsSuffix) {
          checkpoint.tensors[String(name.dropLast(Self.tensorsSuffix.count))] = try NamedBuffers(
            Safetensors.decode(content, path: "\(folder)/\(name)"))
        }
      } catch {
        throw damaged("\(name): \(CheckpointError.reason(error))")
      }
    }
    return checkpoint
  }

  static let stateName = "state.json"
  static let tensorsSuffix = ".safetensors"

  // MARK: Writing

  /// Saves a checkpoint, and deletes those that need not be kept.
  ///
  /// - Returns: Its folder.
  /// - Throws: ``CheckpointError/file(_:)`` if it cannot be written; the others are then as they were.
  @discardableResult
  public func save(_ checkpoint: Checkpoint) throws(CheckpointError) -> String {
    let place = path(ofStep: checkpoint.step)
    let part = "\(path)/.step-\(checkpoint.step)-\(getpid())\(Self.partSuffix)"
    do {
      try makeFolder(path)
      clearUp()
      try write(checkpoint, to: part)
      let old = "\(path)/\(Self.oldPrefix)\(checkpoint.step)\(Self.partSuffix)"
      if FileKind(path: place) != .absent { try renameFile(place, to: old) }
      try renameFile(part, to: place)
      flushFolder(path)
      try? FileManager.default.removeItem(atPath: old)
    } catch {
      try? FileManager.default.removeItem(atPath: part)
      throw .file(error)
    }
    removeOld(after: checkpoint)
    return place
  }

  private static let partSuffix = ".part"
  private static let oldPrefix = ".old-"

  private func write(_ checkpoint: Checkpoint, to folder: String) throws(DataError) {
    try makeFolder(folder)
    var files: [String: CheckpointManifest.File] = [:]
    func write(_ content: [UInt8], _ name: String) throws(DataError) {
      try writeNewFile(content, to: "\(folder)/\(name)")
      files[name] = CheckpointManifest.File(content)
    }
    for (name, buffers) in checkpoint.tensors.sorted(by: { $0.key < $1.key }) {
      try write(Safetensors(buffers).encoded(), name + Self.tensorsSuffix)
    }
    try write(try document(checkpoint.values, folder), Self.stateName)
    let manifest = CheckpointManifest(
      step: checkpoint.step, isBest: checkpoint.isBest, files: files)
    try writeNewFile(
      try document(manifest, folder), to: "\(folder)/\(CheckpointManifest.name)")
    // All at the end: what is written together is flushed together.
    for name in [CheckpointManifest.name] + files.keys { try flushFile("\(folder)/\(name)") }
    flushFolder(folder)
  }

  private func document(_ value: some Encodable, _ path: String) throws(DataError) -> [UInt8] {
    do { return Array(try JSONValue.encoder.encode(value)) + [UInt8(ascii: "\n")] } catch {
      throw DataError(.cannotWrite(reason: "\(error)"), path: path)
    }
  }

  /// Deletes what processes that were killed left behind, and puts back a checkpoint that was about to
  /// be replaced.
  private func clearUp() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(Self.partSuffix) {
      let body = name.dropLast(Self.partSuffix.count)
      if body.hasPrefix(Self.oldPrefix), let step = Int64(body.dropFirst(Self.oldPrefix.count)),
        FileKind(path: path(ofStep: step)) == .absent,
        (try? renameFile("\(path)/\(name)", to: path(ofStep: step))) != nil
      {
        continue
      }
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// Deletes all but the latest and the latest best one, and those after this one: they are of a run
  /// that went on from the same point before.
  private func removeOld(after checkpoint: Checkpoint) {
    let steps = steps
    for step in steps where step > checkpoint.step { remove(step: step) }
    let earlier = steps.filter { $0 <= checkpoint.step }
    var best = checkpoint.isBest ? checkpoint.step : nil
    for step in earlier.dropLast(keeping).reversed() {
      if best == nil, manifest(ofStep: step)?.isBest == true {
        best = step
      } else {
        remove(step: step)
      }
    }
  }

  private func manifest(ofStep step: Int64) -> CheckpointManifest? {
    let file = "\(path(ofStep: step))/\(CheckpointManifest.name)"
    guard let bytes = try? readBytes(of: file) else { return nil }
    return try? JSONValue.decoder.decode(CheckpointManifest.self, from: Data(bytes))
  }

  /// Deletes one checkpoint: at no moment is half of it there under its name.
  private func remove(step: Int64) {
    let old = "\(path)/.gone-\(step)-\(getpid())\(Self.partSuffix)"
    guard (try? renameFile(path(ofStep: step), to: old)) != nil else { return }
    try? FileManager.default.removeItem(atPath: old)
  }
}

extension Safetensors {
  /// Tensors and the texts about them, as a file holds them.
  init(_ buffers: NamedBuffers) {
    self.init(
      entries: buffers.tensors.map { SafetensorsEntry(name: $0.key, $0.value) },
      metadata: buffers.metadata)
  }
}

extension NamedBuffers {
  /// Tensors and the texts about them, from a file.
  init(_ file: Safetensors) {
    self.init(
      tensors: Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, $0.tensor) }),
      metadata: file.metadata)
  }
}
