// DescentPlots
