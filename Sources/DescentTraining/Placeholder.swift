// DescentTraining
