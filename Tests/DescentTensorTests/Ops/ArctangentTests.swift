import CDescentKernels
import Foundation
import Testing

/// The angle of a point: against Foundation's in Double for Float, against correctly rounded values and
/// Foundation's for Double, and against Foundation's wherever a coordinate is special.
@Suite struct ArctangentTests {
  /// y, x and the angle, rounded from 300 bits.
  static let rounded: [(Double, Double, Double)] = [
    (0x1.9fa2030428cfbp-501, 0x1.2e4738d8608fep-500, 0x1.345f0dcb0ed53p-1),
    (-0x1.5a9138f7b3104p+0, -0x1.8c13bc5069136p+1, -0x1.5d55d9569d70ep+1),
    (-0x1.4581a285518edp-1, 0x1.d976d9377b9a8p-1, -0x1.345ef3fbd412ep-1),
    (-0x1.43a9f3a88ef55p-5, -0x1.71e6f430e7cb8p-4, -0x1.5d55dcad016bbp+1),
    (0x1.9c46044c8d3f6p-1, 0x1.d72b8efdbff98p+0, 0x1.a64ed599e2776p-2),
    (0x1.c035d3e4b088ep+0, -0x1.45f8a6078e194p+1, 0x1.4507f700ae647p+1),
    (-0x1.5c8ac7ab07cf0p-1, -0x1.e3b690ef53010p+2, -0x1.86a0417584972p+1),
    (-0x1.96d10a2ebeda8p+3, 0x1.60d5a801bb6e8p+1, -0x1.5b765ec220100p+0),
    (0x1.6c68cab52a438p-2, -0x1.bc649c58534c8p-500, 0x1.921fb54442d18p+0),
    (0x1.46299a272d1d0p-3, 0x1.92448c50d7d10p+2, 0x1.9f0baed0b7bc5p-6),
    (-0x1.33b7cc383dd20p-3, -0x1.c5a18c5f356f2p+0, -0x1.874bd746d8532p+1),
    (0x1.cc0073dff9488p-1, 0x1.612874b3bfe88p+0, 0x1.278f83d8bd45cp-1),
    (0x1.91f2bf26a4de0p-6, -0x1.120ddf9fa6844p-1, 0x1.8c42e24ce501fp+1),
    (0x1.5d6c7881297b0p-3, -0x1.d026c425682d8p-500, 0x1.921fb54442d18p+0),
    (0x1.faba83e90d568p-1, -0x1.861f799f44078p+0, 0x1.4865c7c118689p+1),
    (0x1.b7f79068e526ep-3, -0x1.3eb4bf7ccd0fcp+0, 0x1.7c40685a062abp+1),
    (0x1.9222db43296dep-1, 0x1.1a37ad3b3ea92p+3, 0x1.6bd191fdcbf05p-4),
    (0x1.6fabb77f2e078p-3, 0x1.7053b525dedd8p+0, 0x1.fc75baed8f6c4p-4),
    (-0x1.12870a1bc0148p-2, -0x1.2a835454629d4p+0, -0x1.75329f3be60d6p+1),
    (0x1.c5f318b9aa0c0p-1, -0x1.47c34cb96d460p-31, 0x1.921fb547262c0p+0),
    (-0x1.a1b7865801a06p-1, -0x1.8cf62ed290d14p-31, -0x1.921fb5480ff04p+0),
    (0x1.03b2be261c374p-2, 0x1.fca5f43decf44p+0, 0x1.0400e954342dap-3),
    (0x1.c2d2e60c6dea0p-1, 0x1.f261404ce212cp+0, 0x1.b2f344382e0c1p-2),
    (0x1.b1c5fc33f4238p+0, -0x1.0cf7a22135612p-30, 0x1.921fb546bdc3ap+0),
    (-0x1.3fd4892c77e5cp-2, -0x1.6b310565690e0p-503, -0x1.921fb54442d18p+0),
    (-0x1.6ae039f8de960p+0, 0x1.34e7853f2d1c8p-4, -0x1.8484339ceec21p+0),
    (0x1.5a8d349a80f04p+1, 0x1.ecda08dda72e0p+3, 0x1.645fee0d4532dp-3),
    (0x1.cc97fe90fed60p-3, -0x1.92cf6cea64140p-500, 0x1.921fb54442d18p+0),
    (-0x1.0419d1d9cb0ecp-1, 0x1.6101ec35d7b8ep-4, -0x1.671a6d6b77138p+0),
    (-0x1.6f68a2c5ff052p+4, 0x1.68b4ec95ab4aap-1, -0x1.8a45b258ad4d2p+0),
    (-0x1.7c99b428d3550p-6, 0x1.82be0bbac0d74p-31, -0x1.921fb4c23205ep+0),
    (-0x1.575e55cec6760p-5, -0x1.ea321cc50a100p-1, -0x1.8c860e74f61aep+1),
    (-0x1.8cbcfacfbe70ap+4, 0x1.d6d9f996f674ap+0, -0x1.7f2b6f4fc66e4p+0),
    (0x1.bfa2cebfe9cc4p-1, -0x1.478e8b7497254p+500, 0x1.921fb54442d18p+1),
    (-0x1.d24f107c1d3d0p+3, 0x1.78343f405c8d8p+20, -0x1.3d508c10e8047p-17),
    (-0x1.bf60689b639ccp-1, 0x1.8e88bd96655f0p+2, -0x1.1d829159a0571p-3),
    (-0x1.dcdb9a1ec4288p-1, -0x1.17b11670d0c6cp+499, -0x1.921fb54442d18p+1),
    (-0x1.c0d0a32a2e344p-4, -0x1.e191e53af1d48p+499, -0x1.921fb54442d18p+1),
    (0x1.d3d9c5f907b3cp-1, 0x1.3291cc2dbbf74p-2, 0x1.411212ebb93c4p+0),
    (0x1.684406817b798p-3, 0x1.80f30b1849460p-503, 0x1.921fb54442d18p+0),
    (-0x1.648bf4540f35cp-2, -0x1.2f9a92d83ddd0p-4, -0x1.c7d1b0b0f3b4ap+0),
    (0x1.2df36bac738c8p-2, -0x1.378853b9e3494p-31, 0x1.921fb54c83ce8p+0),
    (-0x1.3c3f97431dbf4p-4, -0x1.331b8713e1f84p+499, -0x1.921fb54442d18p+1),
    (0x1.7aca03eef8ebcp-3, 0x1.e78c932ea08d8p+0, 0x1.8c8ac6454ad7fp-4),
    (0x1.29324922868e0p+0, 0x1.ebbad0154524ep+3, 0x1.34dc600c94468p-4),
    (0x1.58b2fcae56f6ap-3, -0x1.bcb4d74efebbcp+0, 0x1.85c2b60ad2f0fp+1),
    (0x1.c1eafbabbd5e8p-4, -0x1.500ca5b10d56ap+0, 0x1.8770209f6ac30p+1),
    (0x1.0d9a0d530f240p-7, -0x1.9423cc6052c44p-501, 0x1.921fb54442d18p+0),
  ]

  @Test func correctlyRounded() {
    for (y, x, angle) in Self.rounded {
      #expect(abs(dk_atan2_f64(y, x) - angle) <= 1.5 * angle.ulp, "atan2(\(y), \(x))")
      let single = atan2(Double(Float(y)), Double(Float(x)))
      #expect(
        abs(Double(dk_atan2_f32(Float(y), Float(x))) - single) <= 0.501 * Double(Float(single).ulp),
        "atan2(\(y), \(x)) in Float")
    }
  }

  /// Every direction, and ratios of every size; Foundation's own error is part of the bound.
  @Test func sweep() {
    var (worst, worstSingle) = (0.0, 0.0)
    for i in 0..<60_000 {
      let turn = Double(i) * 0.000_104_729 + 1e-9
      let size = exp2(Double(i % 41) * 5 - 100)
      let (y, x) = (sin(turn) * exp2(Double(i % 7) * 3 - 9) * size, cos(turn) * size)
      let expected = atan2(y, x)
      worst = max(worst, abs(dk_atan2_f64(y, x) - expected) / expected.ulp)
      let (v, u) = (Float(y), Float(x))
      let single = atan2(Double(v), Double(u))
      worstSingle = max(
        worstSingle, abs(Double(dk_atan2_f32(v, u)) - single) / Double(Float(single).ulp))
    }
    #expect(worst <= 2)
    #expect(worstSingle <= 0.501)
  }

  @Test func specialPoints() {
    let values = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude,
    ]
    for y in values {
      for x in values {
        let (found, expected) = (dk_atan2_f64(y, x), atan2(y, x))
        if expected.isNaN {
          #expect(found.isNaN, "atan2(\(y), \(x))")
        } else {
          #expect(found.sign == expected.sign, "atan2(\(y), \(x))")
          #expect(abs(found - expected) <= expected.ulp, "atan2(\(y), \(x)): \(found)")
        }
        let single = dk_atan2_f32(Float(y), Float(x))
        let wide = Float(atan2(Double(Float(y)), Double(Float(x))))
        #expect(
          single.bitPattern == wide.bitPattern || (single.isNaN && wide.isNaN),
          "atan2(\(y), \(x)) in Float")
      }
    }
  }
}
