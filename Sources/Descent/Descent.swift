// One import for everything that a program which trains needs.
@_exported import DescentCurvature
@_exported import DescentData
@_exported import DescentLayers
@_exported import DescentOptimizers
@_exported import DescentTensor
@_exported import DescentTraining
