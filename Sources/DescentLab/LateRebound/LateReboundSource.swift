/// What the question of 2017 and its answers say in numbers.
///
/// Nothing here is measured.
enum LateReboundSource {
  static let seed = 545_345
  /// The loss printed before each update.
  static let losses: [(step: Int, loss: Double)] = [
    (0, 91.74887084960938), (1, 76.85824584960938), (2, 63.434078216552734),
    (3, 51.46927261352539), (4, 40.942893981933594), (5, 31.819372177124023),
    (300, 2.1734419819452455e-12), (301, 1.90354676465887e-12), (302, 2.3347573874232808e-12),
    (4997, 0.002102422062307596), (4998, 0.0020302983466535807), (4999, 0.0017039275262504816),
  ]

  static let value: ReportValue = [
    "question": "Strange behaviour of Adam when training for too long (2017)",
    "translation": "003 is a machine translation of 000 into Korean, with the same table",
    "seed": .integer(seed), "points": 64, "inputs": 1000, "outputs": 1,
    "loss": "sum of squares", "optimizer": "Adam, torch's defaults of 2017", "steps": 5000,
    "losses": .object(losses.map { (name: String($0.step), value: .number($0.loss)) }),
    "remedies": [
      "learning rate": 1e-5, "steps before the instability": 20000, "hovers around": 1e-7,
      "epsilon": [0.1, 0.01, 0.001],
    ],
  ]
}
