#!/usr/bin/env bash
# Writes the Swift of the protocol buffers in Scripts/protobuf, which is committed.
# Needs protoc (or `pip install grpcio-tools`, and PROTOC="python3 -m grpc_tools.protoc") and
# protoc-gen-swift of apple/swift-protobuf 1.39.0 in the path (`swift build --product protoc-gen-swift` there).
set -euo pipefail
cd "$(dirname "$0")/protobuf"
${PROTOC:-protoc} -I. --swift_opt=Visibility=Package \
  --swift_out=../../Sources/DescentData/Formats/Protobuf example.proto event.proto hparams.proto
