// DescentLab
