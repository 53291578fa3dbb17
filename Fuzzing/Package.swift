// swift-tools-version: 6.3
import PackageDescription

// Coverage-guided fuzzing of the readers, by libFuzzer: Scripts/fuzz.sh NAME SECONDS.
//
// The targets are the library's own, by links: they are instrumented, and what is visible only within a
// package is visible here.
let package = Package(
  name: "Fuzzing",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
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

    // The rest is what the command needs, of which the configuration file is read.
    .target(name: "DescentLayers", dependencies: ["DescentTensor"]),
    .target(name: "DescentOptimizers", dependencies: ["CDescentKernels", "DescentTensor"]),
    .target(
      name: "DescentTraining",
      dependencies: ["DescentTensor", "DescentLayers", "DescentOptimizers", "DescentData"]),
    .target(
      name: "DescentCurvature",
      dependencies: ["DescentTensor", "DescentOptimizers", "DescentTraining"]),
    .target(name: "DescentPlots"),
    .target(
      name: "DescentLab",
      dependencies: [
        "DescentTensor", "DescentLayers", "DescentOptimizers", "DescentData", "DescentTraining",
        "DescentCurvature", "DescentPlots",
      ]),
    .target(
      name: "Descent",
      dependencies: [
        "DescentTensor", "DescentLayers", "DescentOptimizers", "DescentData", "DescentTraining",
        "DescentCurvature",
      ]),
    .target(
      name: "DescentCommand",
      dependencies: [
        "CDescentKernels", "Descent", "DescentLab", "DescentPlots",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: [
        // Not the program here: its main function has another name.
        .unsafeFlags(
          ["-enable-testing", "-Xfrontend", "-entry-point-function-name", "-Xfrontend", "command"])
      ]),
    .executableTarget(name: "FuzzConfiguration", dependencies: ["CFuzzer", "DescentCommand"]),
  ],
  swiftLanguageModes: [.v6]
)
