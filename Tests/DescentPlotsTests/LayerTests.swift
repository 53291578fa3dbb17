import Testing

@testable import DescentPlots

/// Scatters, histograms and tables of cells.
@Suite struct LayerTests {
  private func svg(_ panel: Panel) -> String {
    Figure(panels: [panel], width: 400, height: 300).svg
  }

  /// How many dots are drawn at each opacity.
  private func dots(_ svg: String) -> [String: Int] {
    var result: [String: Int] = [:]
    for line in svg.split(separator: "\n") where line.contains("stroke-linecap=\"round\"") {
      let opacity = line.split(separator: "stroke-opacity=\"").last?.prefix { $0 != "\"" } ?? ""
      result[String(opacity), default: 0] += line.count { $0 == "M" }
    }
    return result
  }

  @Test func pointsAtOnePlaceAreOneDot() {
    let x: [Double] = [0, 1, 1, 2, 2, 2, 2, .nan, 3, 5]
    let y: [Double] = [0, 1, 1, 2, 2, 2, 2, 1, .infinity, 5]
    let drawn = dots(svg(Panel(layers: [.scatter(x, y, label: "rows")])))
    // One place with one point and another at the end, one with two, one with four.
    #expect(drawn == ["0.45": 2, "0.65": 1, "0.85": 1])
    // Outside the axes nothing is drawn.
    let part = Panel(x: Axis(range: 0...1.5), layers: [.scatter(x, y)])
    #expect(dots(svg(part)) == ["0.45": 1, "0.65": 1])
  }

  @Test func manyPointsStaySmall() {
    var state: UInt64 = 1
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40)
    }
    let x = (0..<200_000).map { _ in next() }
    let text = svg(Panel(layers: [.scatter(x, x.map { _ in next() })]))
    // At most one dot for each place of two pixels.
    #expect(dots(text).values.reduce(0, +) <= 200 * 150)
    #expect(text.utf8.count < 500_000)
  }

  /// The interval with an edge at each number, and counts by hand.
  @Test func histogramsCountEachNumberOnce() {
    let bins = HistogramBins(of: [0, 0.5, 1, 1, 1.5, 2, 9, .nan, .infinity], limit: 10)
    #expect(bins.width.times(1) == 1)
    #expect(bins.counts == [2, 3, 1, 0, 0, 0, 0, 0, 0, 1])
    #expect(bins.edge(0) == 0 && bins.edge(10) == 10)
    let negative = HistogramBins(of: [-2.5, -2, -0.1, 0, 0.1, 2.4], limit: 6)
    #expect(negative.edge(0) == -3 && negative.counts == [1, 1, 1, 2, 0, 1])
  }

  @Test(
    arguments: [
      [], [3], [3, 3, 3], [0, 0], [-1e300, 1e300], [1.7e308, -1.7e308],
      [.leastNonzeroMagnitude, 0], [.nan],
      [1, 1 + 1e-15],
    ] as [[Double]])
  func anyNumbersDraw(values: [Double]) {
    let bins = HistogramBins(of: values, limit: 60)
    #expect(bins.counts.reduce(0, +) == values.count { $0.isFinite })
    #expect(bins.counts.count <= 62)
    let text = svg(Panel(layers: [.histogram(values)]))
    #expect(!text.contains("nan") && !text.contains("inf"))
  }

  /// A thousand normal-looking sums of uniform numbers: neither one bar nor hundreds.
  @Test func intervalsFollowTheSpread() {
    let values = (0..<1000).map { k -> Double in
      (0..<12).reduce(-6.0) { sum, i in
        let remainder = (k * 7919 + i * 104_729) % 1009
        return sum + Double(remainder) / 1009
      }
    }
    let count = HistogramBins(of: values, limit: 60).counts.count
    #expect((12...60).contains(count))
  }

  @Test func barsStandOnTheAxis() {
    let panel = Panel(layers: [.histogram([1, 2, 2, 3])])
    let place = FigureLayout(Figure(panels: [panel]), legendsAbove: []).places[0]
    #expect(place.y.lower == 0 && place.y.upper > 2)
  }

  /// Two by two: the first row on top, the full colour for 1, the ground for 0.
  @Test func cellsStandWhereTheirNumbersDo() throws {
    let panel = Panel(
      x: .categories("predicted", ["no", "yes"]),
      y: .categories("true", ["no", "yes"], isDownward: true),
      layers: [
        .heatMap(
          [1, 0, 0.5, 0.5], columns: 2, texts: ["7", "", "2", "3"],
          color: .custom(Color(0x000000)))
      ])
    let text = svg(panel)
    let cells = text.split(separator: "\n").filter { $0.contains("<rect x=") }
    #expect(
      cells.map { $0.split(separator: "fill=\"").last?.prefix(7) } == [
        "#000000", "#ffffff", "#808080", "#808080",
      ])
    func place(_ cell: Substring, _ name: String) -> Double {
      Double(cell.split(separator: " \(name)=\"").dropFirst().first?.prefix { $0 != "\"" } ?? "")
        ?? .nan
    }
    #expect(place(cells[0], "y") < place(cells[2], "y"))
    #expect(place(cells[0], "x") < place(cells[1], "x"))
    // White on black, dark on grey; names at both axes, the first row's on top.
    #expect(
      text.contains(">7</text>") && text.contains("fill=\"#ffffff\" text-anchor=\"middle\">7"))
    #expect(text.contains("fill=\"#14171b\" text-anchor=\"middle\">2"))
    let layout = FigureLayout(Figure(panels: [panel]), legendsAbove: []).places[0]
    #expect(layout.yTicks == [Tick(ruler: 0, label: "yes"), Tick(ruler: 1, label: "no")])
    #expect(layout.xTicks == [Tick(ruler: 0, label: "no"), Tick(ruler: 1, label: "yes")])
    #expect(layout.x.lower == -0.5 && layout.x.upper == 1.5)
  }

  @Test func namesThatFindNoRoomAreLeftOut() {
    let names = (0..<100).map { "class \($0)" }
    let across = Ticks.categories(names, length: 600, isAcross: true)
    #expect(across.count == 100 && (5...15).contains(across.count { $0.label != nil }))
    let down = Ticks.categories(names, length: 600, isAcross: false)
    #expect((30...50).contains(down.count { $0.label != nil }))
    let long = Ticks.categories(
      [String(repeating: "w", count: 99), "b"], length: 200, isAcross: true)
    #expect(long[0].label?.hasSuffix("…") == true && long[1].label == "b")
  }

  @Test func mismatchedCountsTrap() async {
    await #expect(processExitsWith: .failure) { _ = Layer.scatter([1, 2], [1]) }
    await #expect(processExitsWith: .failure) { _ = Layer.heatMap([1, 2, 3], columns: 2) }
    await #expect(processExitsWith: .failure) {
      _ = Layer.heatMap([1, 2], columns: 2, texts: ["a"])
    }
    await #expect(processExitsWith: .failure) { _ = Axis.categories("x", []) }
  }
}
