// DescentLayers
