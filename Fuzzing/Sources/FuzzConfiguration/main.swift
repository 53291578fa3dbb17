import CFuzzer
import Foundation

// FuzzConfiguration configuration [libFuzzer's options and folders]: feeds the reader of run files.

guard CommandLine.arguments.count > 1, CommandLine.arguments[1] == "configuration" else {
  FileHandle.standardError.write(Data("expected configuration\n".utf8))
  exit(64)
}

// libFuzzer takes its options from where the name stood.
var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(
  LLVMFuzzerRunDriver(&count, &arguments) { data, size in
    fuzzConfiguration([UInt8](UnsafeBufferPointer(start: data, count: size)))
    return 0
  })
