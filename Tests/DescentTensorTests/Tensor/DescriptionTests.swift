import Testing

@testable import DescentTensor

/// What a person reads.
@Suite struct DescriptionTests {
  @Test func scalars() {
    #expect("\(Tensor(0.1))" == "0.1000  float64")
    #expect("\(Tensor(3, dtype: .float32))" == "3.  float32")
    #expect("\(Tensor(-7, dtype: .int32))" == "-7  int32")
    #expect("\(Tensor(1, dtype: .bool))" == "true  bool")
    #expect("\(Tensor(0.00012))" == "0.0001200  float64")
    #expect("\(Tensor(1e-7))" == "1.0000e-07  float64")
    #expect("\(Tensor(Double.nan))" == "nan  float64")
  }

  @Test func vectors() {
    #expect(
      "\(Tensor([1.0, -2.5, 1.0 / 3, 12]))" == "[ 1.0000, -2.5000,  0.3333, 12.0000]  float64 [4]")
    #expect("\(Tensor([1.0, 2, -0.0]))" == "[ 1.,  2., -0.]  float64 [3]")
    #expect("\(Tensor([true, false]))" == "[ true, false]  bool [2]")
    #expect("\(Tensor([Int32(1), -200, 33]))" == "[   1, -200,   33]  int32 [3]")
    #expect(
      "\(Tensor([Int64.max, Int64.min]))"
        == "[ 9223372036854775807, -9223372036854775808]  int64 [2]")
    #expect("\(Tensor([UInt8(255), 0]))" == "[255,   0]  uint8 [2]")
  }

  @Test func greatSmallAndSpecialNumbers() {
    #expect(
      "\(Tensor([1e-10, 1, 1e10]))" == "[1.0000e-10, 1.0000e+00, 1.0000e+10]  float64 [3]")
    #expect(
      "\(Tensor([1e-300, -Double.leastNonzeroMagnitude, 1e308]))"
        == "[ 1.0000e-300, -4.9407e-324,  1.0000e+308]  float64 [3]")
    #expect("\(Tensor([9.99996, 99.99996e7]))" == "[1.0000e+01, 1.0000e+09]  float64 [2]")
    #expect(
      "\(Tensor([Double.nan, .infinity, -.infinity, 2.5]))"
        == "[   nan,    inf,   -inf, 2.5000]  float64 [4]")
    #expect("\(Tensor([0.02, 0.0314159]))" == "[0.02000, 0.03142]  float64 [2]")
    #expect("\(Tensor([999999.75, 0]))" == "[999999.7500,      0.0000]  float64 [2]")
  }

  @Test func matricesAndMore() {
    #expect(
      "\(Tensor([[1, -2.5], [1.0 / 3, 12]], dtype: .float32))" == """
        [[ 1.0000, -2.5000],
         [ 0.3333, 12.0000]]  float32 [2, 2]
        """)
    #expect(
      "\(Tensor.range(to: 8, dtype: .int32).reshaped(to: [2, 2, 2]))" == """
        [[[0, 1],
          [2, 3]],

         [[4, 5],
          [6, 7]]]  int32 [2, 2, 2]
        """)
    #expect("\(Tensor.zeros([0]))" == "[]  float32 [0]")
    #expect("\(Tensor.zeros([2, 0]))" == "[[],\n []]  float32 [2, 0]")
    #expect("\(Tensor.zeros([0, 3]))" == "[]  float32 [0, 3]")
  }

  @Test func longRowsGoOnInTheNextLine() {
    #expect(
      "\(Tensor.range(from: 1000, to: 1030, dtype: .int32))" == """
        [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012,
         1013, 1014, 1015, 1016, 1017, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 1025,
         1026, 1027, 1028, 1029]  int32 [30]
        """)
    let lines = "\(numbers([3, 50]))".split(separator: "\n")
    #expect(lines.count == 3 * 7 && lines.allSatisfy { $0.count <= 100 })
  }

  @Test func theMiddleOfLongAxesIsLeftOut() {
    #expect(
      "\(Tensor.range(to: 2000, dtype: .int32))"
        == "[   0,    1,    2, …, 1997, 1998, 1999]  int32 [2000]")
    #expect(
      "\(Tensor.range(to: 2000, dtype: .int32).reshaped(to: [200, 10]))" == """
        [[   0,    1,    2, …,    7,    8,    9],
         [  10,   11,   12, …,   17,   18,   19],
         [  20,   21,   22, …,   27,   28,   29],
         …,
         [1970, 1971, 1972, …, 1977, 1978, 1979],
         [1980, 1981, 1982, …, 1987, 1988, 1989],
         [1990, 1991, 1992, …, 1997, 1998, 1999]]  int32 [200, 10]
        """)
  }
}
