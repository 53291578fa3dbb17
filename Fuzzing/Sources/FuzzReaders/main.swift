import CFuzzer
import Foundation

// FuzzReaders NAME [libFuzzer's options and folders]: feeds one of the readers.

nonisolated(unsafe) private var target: FuzzTarget = .csv

guard CommandLine.arguments.count > 1, let chosen = FuzzTarget(rawValue: CommandLine.arguments[1])
else {
  let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
  FileHandle.standardError.write(Data("expected one of \(names)\n".utf8))
  exit(64)
}
target = chosen

// libFuzzer takes its options from where the name stood.
var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(
  LLVMFuzzerRunDriver(&count, &arguments) { data, size in
    target.run([UInt8](UnsafeBufferPointer(start: data, count: size)))
    return 0
  })
