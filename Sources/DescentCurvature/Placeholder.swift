// DescentCurvature
