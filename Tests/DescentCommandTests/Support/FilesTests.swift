import Foundation
import Testing

@testable import DescentCommand

@Suite struct FilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aLinkIsFollowedAndStays() throws {
    let file = try folder.file("real.svg", "before")
    let link = folder.path + "/link.svg"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    try OutputFile.write("after", to: link)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "after")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
  }

  /// As /dev/null and /dev/stdout are: a file put in their place would take the device away.
  @Test func aPipeIsWrittenThroughAndStays() throws {
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let descriptor = open(pipe, O_RDWR)
    defer { close(descriptor) }
    try OutputFile.check(pipe)
    try OutputFile.write("picture", to: pipe)
    var bytes = [UInt8](repeating: 0, count: 7)
    try #require(kind(of: pipe) == S_IFIFO)
    #expect(read(descriptor, &bytes, 7) == 7)
    #expect(String(decoding: bytes, as: UTF8.self) == "picture")
  }

  @Test func aSpecificationComesThroughAPipe() throws {
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    Thread.detachNewThread {
      let text = #"{"optimizer": "Adam", "problem": "booth", "steps": 2}"#
      let descriptor = open(pipe, O_WRONLY)
      _ = text.withCString { write(descriptor, $0, strlen($0)) }
      close(descriptor)
    }
    let result = descent("minimize", "--spec", pipe, "--json")
    #expect(result.code == 0, "\(result.error)")
  }

  private func kind(of path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }
}
