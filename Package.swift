// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Descent",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Descent", targets: ["Descent"]),
    .library(name: "DescentPlots", targets: ["DescentPlots"]),
    .executable(name: "descent", targets: ["DescentCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Loops over plain memory. No tensor, no graph.
    .target(name: "CDescentKernels"),

    // Arrays, derivatives and random streams.
    .target(name: "DescentTensor", dependencies: ["CDescentKernels"]),

    // Three neighbours that never import each other.
    .target(name: "DescentLayers", dependencies: ["DescentTensor"]),
    .target(name: "DescentOptimizers", dependencies: ["CDescentKernels", "DescentTensor"]),
    .target(
      name: "DescentData",
      dependencies: [
        "CDescentKernels", "DescentTensor",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),

    .target(
      name: "DescentTraining",
      dependencies: ["DescentTensor", "DescentLayers", "DescentOptimizers", "DescentData"]),
    .target(
      name: "DescentCurvature",
      dependencies: ["DescentTensor", "DescentOptimizers", "DescentTraining"]),

    // Numbers in, pictures out.
    .target(name: "DescentPlots"),

    .target(
      name: "DescentLab",
      dependencies: [
        "DescentTensor", "DescentLayers", "DescentOptimizers", "DescentData", "DescentTraining",
        "DescentCurvature", "DescentPlots",
      ]),

    // Re-exports only.
    .target(
      name: "Descent",
      dependencies: [
        "DescentTensor", "DescentLayers", "DescentOptimizers", "DescentData", "DescentTraining",
        "DescentCurvature",
      ]),

    .executableTarget(
      name: "DescentCommand",
      dependencies: [
        "CDescentKernels", "Descent", "DescentLab", "DescentPlots",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ]),

    // Programs to read and to run, no products: `swift run -c release FourHeads`.
    .example("CurveFit"),
    .example("FourHeads"),
    .example("LateRebound"),
    .example("TinyTransformer"),
    .example("TorchPort", exclude: ["train.py"]),

    .testTarget(
      name: "DescentTensorTests", dependencies: ["DescentTensor", "CDescentKernels"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DescentLayersTests", dependencies: ["DescentLayers"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DescentOptimizersTests",
      dependencies: ["DescentOptimizers", "DescentLayers", "CDescentKernels"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "DescentDataTests", dependencies: ["DescentData", "CDescentKernels"]),
    .testTarget(
      name: "DescentTrainingTests", dependencies: ["DescentTraining"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "DescentCurvatureTests", dependencies: ["DescentCurvature"]),
    .testTarget(name: "DescentPlotsTests", dependencies: ["DescentPlots"]),
    .testTarget(name: "DescentLabTests", dependencies: ["DescentLab"]),
    .testTarget(name: "DescentTests", dependencies: ["Descent", "DescentPlots"]),
    .testTarget(
      name: "DescentCommandTests", dependencies: ["DescentCommand"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "ExamplesTests", dependencies: ["TorchPort"], resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6]
)

extension Target {
  /// A program of one file in Examples, which dependents never see.
  static func example(_ name: String, exclude: [String] = []) -> Target {
    .executableTarget(
      name: name, dependencies: ["Descent"], path: "Examples/\(name)", exclude: exclude)
  }
}

// Checks build with `DESCENT_WARNINGS=error`; others are not stopped by what a newer compiler warns of.
if Context.environment["DESCENT_WARNINGS"] == "error" {
  for target in package.targets {
    target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
    target.cSettings = (target.cSettings ?? []) + [.treatAllWarnings(as: .error)]
  }
}
