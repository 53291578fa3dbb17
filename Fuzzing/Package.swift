// swift-tools-version: 6.3
import PackageDescription

// Coverage-guided fuzzing of the readers, by libFuzzer: Scripts/fuzz.sh NAME SECONDS.
//
// The targets are the library's own, by links, so that they are instrumented and what is only visible
// within a package is visible here.
let package = Package(
  name: "Fuzzing",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0")
  ],
  targets: [
    .target(name: "CFuzzer"),
    .target(name: "CDescentKernels"),
    .target(name: "DescentTensor", dependencies: ["CDescentKernels"]),
    .target(
      name: "DescentData",
      dependencies: [
        "CDescentKernels", "DescentTensor",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .executableTarget(name: "FuzzReaders", dependencies: ["CFuzzer", "DescentData"]),
  ],
  swiftLanguageModes: [.v6]
)
