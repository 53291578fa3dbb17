import Foundation
import Testing

@testable import DescentPlots

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Collects what a parser sees.
private final class Elements: NSObject, XMLParserDelegate {
  var names: [String] = []
  var attributes: [(name: String, values: [String: String])] = []
  var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes values: [String: String]
  ) {
    names.append(name)
    attributes.append((name, values))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

private func parse(_ svg: String) -> Elements? {
  let elements = Elements()
  let parser = XMLParser(data: Data(svg.utf8))
  parser.delegate = elements
  return parser.parse() ? elements : nil
}

@Suite struct FigureTests {
  private static let steps = (0..<3000).map { Double($0) }
  private static let losses = steps.map { 3 / (1 + $0 * $0) + ($0 == 1777 ? 5 : 0) }

  private static func figure(theme: Theme = .light) -> Figure {
    let places = (0..<31).map { -1.5 + Double($0) / 10 }
    let values = places.flatMap { y in places.map { x in x * x + 10 * y * y } }
    return Figure(
      "Loss <of> \"A & B's\"", subtitle: "10⁻⁸",
      panels: [
        Panel(
          "Curve", x: Axis("step"), y: Axis("loss", scale: .logarithmic),
          layers: [
            .band(
              steps, lower: losses.map { $0 / 2 }, upper: losses.map { $0 * 2 }, label: "spread"),
            .line(steps, losses, label: "float64"), .line([3, .nan, 2, 0, 1], label: "gaps"),
            .markers([0, 300], [3, 1e-4], label: "reported"),
            .horizontalLine(at: 1e-8, label: "floor"), .verticalLine(at: 1777, label: "spike"),
            .note("here", x: 300, y: 1e-4),
          ]),
        Panel(
          "Plane", x: Axis("w₀"), y: Axis("w₁"),
          layers: [
            .contour(x: places, y: places, values: values, levels: .logarithmic(8), label: "f"),
            .trajectory([1, 0.5, 0], [1, -0.5, 0], label: "SGD"),
          ], hasEqualUnits: true),
      ], columns: 2, theme: theme)
  }

  @Test(arguments: [Theme.light, .dark])
  func isWellFormed(theme: Theme) throws {
    let elements = try #require(parse(FigureTests.figure(theme: theme).svg))
    #expect(elements.names.first == "svg")
    #expect(elements.names[1] == "title" && elements.names[2] == "desc")
    #expect(elements.text.contains("Loss <of> \"A & B's\""))
    for label in ["float64", "reported", "floor", "spike", "here", "SGD", "spread"] {
      #expect(elements.text.contains(label))
    }
    #expect(elements.attributes[0].values["role"] == "img")
    #expect(!elements.attributes.contains { $0.values["id"] != nil })
  }

  @Test func headingsThatAreTooLongEndInAnEllipsis() {
    let long = String(repeating: "learning_rate 0.02, ", count: 20)
    let svg = Figure(long, subtitle: long, panels: [Panel(layers: [.line([1, 2])])], width: 500).svg
    #expect(svg.components(separatedBy: "…</text>").count == 3)
    for (size, bold) in [(16.0, true), (12, false)] {
      let fitted = TextRuns.fitted(long, size: size, bold: bold, within: 468)
      #expect(fitted.hasSuffix("…") && long.hasPrefix(fitted.dropLast()))
      let width = TextRuns.width(fitted, size: size, bold: bold)
      #expect(width <= 468 && width > 420)
    }
    #expect(TextRuns.fitted("short", size: 12, within: 468) == "short")
  }

  @Test func sameInputSameBytes() {
    #expect(FigureTests.figure().svg == FigureTests.figure().svg)
    #expect(!FigureTests.figure().svg.contains("nan"))
    #expect(!FigureTests.figure().svg.contains("inf"))
  }

  @Test func textIsEscapedAndCleaned() {
    #expect(SVGWriter.escaped("<a & \"b's\">") == "&lt;a &amp; &quot;b&apos;s&quot;&gt;")
    #expect(SVGWriter.escaped("a\u{0}\u{1B}[1m\u{FFFE}é") == "a[1mé")
  }

  /// The subpaths of the only line of a panel.
  private func subpaths(_ values: [Double], scale: Scale) throws -> Int {
    let panel = Panel(y: Axis(scale: scale), layers: [.line(values, dash: .longDashed)])
    let elements = try #require(parse(Figure(panels: [panel]).svg))
    let lines = elements.attributes.filter {
      $0.name == "path" && $0.values["stroke-dasharray"] != nil
    }
    return lines.reduce(0) { $0 + ($1.values["d"] ?? "").count { $0 == "M" } }
  }

  @Test func linesBreakWhereThereIsNoValue() throws {
    #expect(try subpaths([1, 2, 3, 4], scale: .linear) == 1)
    #expect(try subpaths([1, 2, .nan, 3, 4], scale: .linear) == 2)
    #expect(try subpaths([1, 2, .infinity, 3, 4, -.infinity, 1, 2], scale: .linear) == 3)
    #expect(try subpaths([1, 2, 0, 3, 4], scale: .linear) == 1)
    #expect(try subpaths([1, 2, 0, 3, 4, -1, 5, 6], scale: .logarithmic) == 3)
  }

  @Test func aPointAloneIsAMarker() throws {
    let panel = Panel(layers: [.line([1, .nan, 2, 3])])
    let elements = try #require(parse(Figure(panels: [panel]).svg))
    #expect(elements.names.count { $0 == "circle" } == 1)
  }

  @Test(arguments: [
    [], [7], [7, 7, 7], [.nan], [0], [1e300, -1e300], [.leastNonzeroMagnitude, 1.7e308], [-4],
  ])
  func anySeriesDraws(values: [Double]) throws {
    for scale in [Scale.linear, .logarithmic] {
      let panel = Panel(y: Axis("y", scale: scale), layers: [.line(values, label: "l")])
      let svg = Figure(panels: [panel], width: 400, height: 250).svg
      #expect(parse(svg) != nil)
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
  }

  @Test func aFigureWithoutPanelsDraws() {
    #expect(parse(Figure("Nothing", panels: []).svg) != nil)
  }

  @Test func longCurvesStaySmall() {
    let values = (0..<40_000).map { 1 + Double(($0 &* 2_654_435_761) % 1000) }
    let svg = Figure(panels: [Panel(y: Axis(scale: .logarithmic), layers: [.line(values)])]).svg
    #expect(svg.utf8.count < 50_000)
  }

  @Test func sharedAxesSpanTheSame() {
    let figure = Figure(
      panels: [
        Panel(x: Axis("step"), layers: [.line([0, 10], [1, 2])]),
        Panel(x: Axis("step"), layers: [.line([5, 40], [1, 2])]),
      ], sharesX: true)
    let places = FigureLayout(figure, legendsAbove: []).places
    #expect(places[0].x.pixel(7) == places[1].x.pixel(7))
    #expect(places[0].plot.x == places[1].plot.x && places[0].plot.width == places[1].plot.width)
    #expect(!places[0].namesX && places[1].namesX)
    #expect(places[1].plot.maxY < figure.height ?? FigureLayout(figure, legendsAbove: []).height)
  }

  /// In a wide and in a narrow figure, where the width and the height give way.
  @Test(arguments: [300.0, 1400])
  func equalUnitsAreEqual(width: Double) throws {
    let contour = Layer.contour(x: [0, 3], y: [0, 2], values: [0, 1, 2, 3])
    let figure = Figure(
      panels: [Panel(layers: [contour], hasEqualUnits: true)], width: width, height: 400)
    let place = FigureLayout(figure, legendsAbove: []).places[0]
    let right = try #require(place.x.pixel(1)) - (try #require(place.x.pixel(0)))
    let up = try #require(place.y.pixel(0)) - (try #require(place.y.pixel(1)))
    #expect(abs(right - up) < 1e-9)
  }

  @Test func legendLeavesTheDataFree() throws {
    // Ink everywhere but at the bottom left.
    var occupancy = Occupancy(width: 400, height: 300)
    occupancy.reserve(Box(x: 0, y: 0, width: 400, height: 180), weight: 1)
    occupancy.reserve(Box(x: 200, y: 0, width: 200, height: 300), weight: 1)
    let panel = Panel(layers: [.line([1, 2], label: "short")])
    let legend = Legend(of: panel, theme: .light)
    let box = try #require(legend.place(in: occupancy, width: 400, height: 300))
    #expect(box.maxX < 200 && box.y > 180)
    // Ink everywhere: it goes above.
    occupancy.reserve(Box(x: 0, y: 0, width: 400, height: 300), weight: 1)
    #expect(legend.place(in: occupancy, width: 400, height: 300) == nil)
  }

  @Test func styleFollowsTheSeriesNumber() {
    let layers: [Layer] = [
      .line([1]), .horizontalLine(at: 1), .line([1]), .line([1], color: .series(4)), .line([1]),
    ]
    let styles = Layer.styles(of: layers, theme: .light)
    #expect(styles[0].color == Palette.blue && styles[0].dash == .solid)
    #expect(styles[1].color == Theme.light.muted)
    #expect(styles[2].color == Palette.vermillion && styles[2].dash == .dashed)
    #expect(styles[3].color == Palette.orange && styles[3].dash == .dotted)
    #expect(styles[4].color == Palette.green && styles[4].dash == .dashDotted)
  }

  @Test func rowsMoveUpUnderAFlatPlane() {
    let contour = Layer.contour(x: [0, 5], y: [0, 2], values: [0, 1, 2, 3])
    func layout(_ hasEqualUnits: Bool) -> FigureLayout {
      let plane = Panel(layers: [contour], hasEqualUnits: hasEqualUnits)
      let curve = Panel(layers: [.line([1, 2])])
      return FigureLayout(
        Figure(panels: [plane, curve, curve, curve], columns: 2), legendsAbove: [])
    }
    let tall = layout(false)
    let flat = layout(true)
    let saved = tall.places[0].plot.height - flat.places[0].plot.height
    #expect(saved > 50)
    #expect(flat.places[1].plot.height == flat.places[0].plot.height)
    #expect(abs(tall.height - flat.height - saved) < 1e-9)
    #expect(abs(tall.places[2].plot.y - flat.places[2].plot.y - saved) < 1e-9)
    #expect(flat.places[2].plot.y > flat.places[0].plot.maxY)
  }

  /// The eight colours as Okabe and Ito give them, in RGB.
  @Test func colorsAreOkabeAndIto() {
    let published: [(Color, [Double])] = [
      (Palette.orange, [230, 159, 0]), (Palette.skyBlue, [86, 180, 233]),
      (Palette.green, [0, 158, 115]), (Palette.yellow, [240, 228, 66]),
      (Palette.blue, [0, 114, 178]), (Palette.vermillion, [213, 94, 0]),
      (Palette.purple, [204, 121, 167]),
    ]
    for (color, channels) in published { #expect(color.channels == channels) }
  }

  @Test func colorMapsGrowLighter() {
    for map in [ColorMap.viridis, .cividis] {
      let light = (0...100).map { map.color(Double($0) / 100).luminance }
      #expect(zip(light, light.dropFirst()).allSatisfy { $0 <= $1 + 1e-3 })
    }
    #expect(ColorMap.viridis.color(0).css == "#440154")
    #expect(ColorMap.viridis.color(1).css == "#fde725")
  }

  @Test func aTrajectoryThatRunsOffDoesNotStretchThePlane() throws {
    let contour = Layer.contour(x: [0, 1], y: [0, 1], values: [0, 1, 2, 3])
    let panel = Panel(layers: [contour, .trajectory([0, 1e9], [0, -1e9])])
    let place = FigureLayout(Figure(panels: [panel]), legendsAbove: []).places[0]
    #expect(place.x.lower == 0 && place.x.upper == 1 && place.y.lower == 0 && place.y.upper == 1)
  }

  @Test func namesAtLineEndsDoNotTouch() {
    let wanted = [100.0, 3, 101, 99, 60, 198]
    let names = wanted.map { LineEnds.Name(text: "\($0)", color: Color(0), wanted: $0, y: $0) }
    let spread = LineEnds.spread(names, height: 200)
    #expect(spread.map(\.wanted) == wanted.sorted())
    #expect(zip(spread, spread.dropFirst()).allSatisfy { $1.y - $0.y >= 14 - 1e-9 })
    #expect(spread.allSatisfy { $0.y >= 0 && $0.y <= 200 })
    // The three that crowd stand about 100; the free ones stay.
    #expect(spread[0].y == 3 && spread[1].y == 60 && spread[5].y == 198)
    #expect(spread[2...4].map(\.y) == [86, 100, 114])
  }

  @Test func tinyFigureIsAsItWas() {
    let figure = Figure(
      panels: [
        Panel(x: Axis("x", range: 0...2), y: Axis(range: 0...1), layers: [.line([0, 1, 0])])
      ],
      width: 200, height: 120)
    let line =
      "<path d=\"M0 40l70-40 70.1 40\" fill=\"none\" stroke=\"#0072b2\" stroke-width=\"1.7\""
    let axes = "<path d=\"M0 40l0 4.5M70 40l0 4.5M140.1 40l0 4.5M-4.5 40l4.5 0M-4.5 0l4.5 0"
    let label =
      "<text x=\"140.1\" y=\"57\" font-size=\"11\" fill=\"#555b63\" text-anchor=\"middle\">2</text>"
    for snippet in [line, axes, label] { #expect(figure.svg.contains(snippet)) }
    #expect(figure.svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\""))
    #expect(figure.svg.hasSuffix("</svg>\n"))
  }

  @Test func mismatchedLengthsTrap() async {
    await #expect(processExitsWith: .failure) { _ = Layer.line([1, 2], [1]) }
    await #expect(processExitsWith: .failure) {
      _ = Layer.contour(x: [0, 1], y: [0, 1], values: [1, 2, 3])
    }
    await #expect(processExitsWith: .failure) {
      _ = Axis("loss", scale: .logarithmic, range: 0...1)
    }
  }
}
