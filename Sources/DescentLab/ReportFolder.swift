import DescentData
import DescentPlots
import Foundation

extension ExhibitReport {
  /// Writes the folder: `report.html`, the figures on a light and on a dark ground, and the files.
  ///
  /// Each file is written whole or not at all.
  ///
  /// - Parameter folder: Is made if it is not there.
  /// - Returns: The files' paths, the page first.
  /// - Throws: What the file system says when it refuses.
  public func write(to folder: URL) throws -> [String] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var contents = [(name: "report.html", text: html)]
    for figure in figures {
      var dark = figure.figure
      dark.theme = .dark
      contents.append(("\(figure.name).svg", figure.figure.svg))
      contents.append(("\(figure.name)-dark.svg", dark.svg))
    }
    contents += files
    return try contents.map { name, text in
      let file = folder.appendingPathComponent(name)
      try atomicWrite(text, to: file.path)
      return file.path
    }
  }
}
