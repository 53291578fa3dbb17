import Foundation

/// Files that other programs wrote, in base64.
enum Fixtures {
  /// Written by the Python package safetensors 0.8.0 with NumPy: see SafetensorsTests.
  static let safetensors = decoded(
    """
    +AEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJkZXNjZW50In0sInN0ZXAiOnsiZHR5cGUiOiJJNjQi\
    LCJzaGFwZSI6W10sImRhdGFfb2Zmc2V0cyI6WzAsOF19LCJiaWFzIjp7ImR0eXBlIjoiRjY0Iiwic2hhcGUiOlsy\
    XSwiZGF0YV9vZmZzZXRzIjpbOCwyNF19LCJlbXB0eSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCwzXSwiZGF0\
    YV9vZmZzZXRzIjpbMjQsMjRdfSwid2VpZ2h0Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsyLDNdLCJkYXRhX29m\
    ZnNldHMiOlsyNCw0OF19LCLDqVwicSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6\
    WzQ4LDUyXX0sImlkeCI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzUyLDY0XX0s\
    ImltZyI6eyJkdHlwZSI6IlU4Iiwic2hhcGUiOlszXSwiZGF0YV9vZmZzZXRzIjpbNjQsNjddfSwibWFzayI6eyJk\
    dHlwZSI6IkJPT0wiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOls2Nyw3MF19fSAHAAAAAAAAAFVVVVVVVdU/\
    WfP4wh9upYEAAMA/AAAQwM3MzD3msWF/AAAAAAAAAIAAAABA/////wIAAAD///9/AID/AQAB
    """)

  /// Python: gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n").
  static let twoMembers = decoded(
    """
    H4sIAAAAAAACA0vUSeIy1DHiAgB7B5cKCAAAAB+LCAAAAAAAAgMz1jHhAgA+LXKpBAAAAA==
    """)

  /// Python: gzip.compress of "x,y" and the lines "i,i*i" for i in 0..<300.
  static let squares = decoded(
    """
    H4sIAAAAAAACAyWWSYLkMAgE734LBwmEQD/r+f1EUqcu2xJrBvSf/fuWrW/b/tzOF/a+Y/t+aZ7ftbhf2Xlf2z3f\
    s97fXrYXF7jhPLntc74d3Hnf5uq73+Yyt/fFBk9l3nxrC+fkwya+lh2s+LZzeMJ1n8/D0t/nx7Lu52kXK37t6qms\
    9K2tdJJQuBfLHlZi28NmEMvCRRDMwmMQzSaASELFUlz+El6U7SDaaMXO+Wc7yeWQ2cXcIbVLpgd7RdoHe00NjrKj\
    IIf0FvYO+W1KdUjQF9/bPBbnn/lZ+8tF/tjLbX717ObF9wwKwvk85k+lTgvZS8pNYF+WKsV3Khb4T0p2iOcuSoe9\
    uy2KeK9bNPHfsHjkcw81Jb+bdpTvvXaC/C8dPNTjtp1Lfe6zU9Sr6IHKV9tyUc1ySxL9ijYEtS76wMGv0lKdqEtf\
    9FyWT98RxdL5R6O43wuRYK+33cR+O53DX4fdxn8fq0U8nbQSe32tCPxrWpvE3/S2yKef1SO/t9Ab9t62dvJ/TtMl\
    w7C+1Ocd66ZeL1EB9t41rvFc9ijE9xpZUO/37PWScke6Eu/aksq8k2gOp/aSbC73eJaAsLQX0tmyzRd+eegd8kE3\
    OoeA9r26i4R2iw7h4T9AREiIEUHiKUzEiZdIESr+BAu07BheAGbHETJ7JCpqwGbHEziQs8++Ym5JuPIBP5uS6J1A\
    bLqBT+SMbX7hI4OO4Z1f6uEGp5097/Bxf+fwcWPu4uOOvRAMUseGrl3jV4DVUSxCrCY+QVZPMQuznjwEGsDoHT56\
    8hVsb82oeMJIdRFwT4reQu5N/YCOvqimYOdr6gx4vkq1F3q/fgx8oR4Jvz19E4Bywi8Q9OmvIBwKtzD00YFAjK1z\
    QjGklS0Yo2QPHMFXPgDST8gvSPqR5qgdv57iA0tP6RLnGnTyAZqe0u4GTocKzoGnX+mbrPjVqguIev1mJD4qVT8w\
    9RInDB8GhKvOoOotljawMkXlA1z9ibcNsP5SfQNZxKReAi3DRP0tjZXpOeDGevOuNGLmHMMFR7rLeHHxvwGYwSMf\
    IByuGUFHGUJbsYBxxJlJjo9oxQzKMbNmAzPSVW7gHEfzCCAsMlQDkI7UzKI9mv/yAdZMN9UPsBG7agrajDbVGbhR\
    rmoP3tHTDwBHpeoRiEdrhqIahp+rl2DONFnaLbNctF7gHLbnHStmNecczs/WvOaWCSiWy9LIlA+HcxQeesfYdM19\
    h/MTfnWX0RnaDahQm2tWmHaY9ofDOXolX5RpJ7VjHM5PFnVxOGf8ygecn4sk+IWP0q5yOD+Vrrsaz9pnriXZsya1\
    J7tnU+LjuVYgnJ83O1ELc20tSTjP6bnDeTKq9I5xvWevwnlSMN19bNrZvHDON/mA84zZzXCe0YoFzvNoe0OJloFi\
    hvPMyQPOUa5yg3NUqnzhPJkguouP0v8ISEoLXT7gPHupfnCeSIhzcJ5Aq72Pj5eqPZxzXj7g/K5Uj+BcwtE5Fg9g\
    665Wz1J/4fwO5w7nN37vWEAx5+Bcq4m7cH7P2IPzm+MDzm+OXzi/d2KBc7VId/FREzOc318ecI4KlBucS7qcg/P7\
    pgZwTlVUFzivNbWC81pTPzinLKopnNeeOsN5+dQezuvXDzivmB7BOYtSfYPzOtNLOK+c/sJ5zWwHWIPZeYePO9oo\
    LdXRC5xXjYbgvH66gvPq0RqcM8YVC5z3Gk3Cea/RKZz3/A/lcN579Azn7aNxOG8f3cN5x7Cg5f3jQ+v7DDNa4Dkc\
    aYXnsKUlfoc3OO+afsA5S0M9gvPuYRXOu4dfOO8npv8DN4DEbLwKAAA=
    """)

  private static func decoded(_ base64: String) -> [UInt8] {
    [UInt8](Data(base64Encoded: base64) ?? Data())
  }
}
