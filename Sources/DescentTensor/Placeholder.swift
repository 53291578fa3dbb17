// DescentTensor
