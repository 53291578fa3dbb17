// DescentOptimizers
