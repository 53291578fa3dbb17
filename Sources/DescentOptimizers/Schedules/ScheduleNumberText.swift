/// A number with at most six significant digits, for a description.
///
///     brief(0.1 * 0.1)   // "0.01", where "\(0.1 * 0.1)" is 0.010000000000000002
func brief(_ number: Double) -> String {
  guard number.isFinite, number != 0 else { return number == 0 ? "0" : "\(number)" }
  var (digits, exponent) = (number.magnitude, 0)
  // Six digits before the point; powers of ten up to 10²² are exact.
  while digits >= 1e6, exponent < 22 {
    (digits, exponent) = (number.magnitude / power(exponent + 1), exponent + 1)
  }
  while digits < 1e5, exponent > -22 {
    (digits, exponent) = (number.magnitude * power(1 - exponent), exponent - 1)
  }
  guard digits >= 1e5, digits < 1e6 else { return "\(number)" }
  let rounded = digits.rounded()
  let value = exponent >= 0 ? rounded * power(exponent) : rounded / power(-exponent)
  let text = "\(number < 0 ? -value : value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

private func power(_ exponent: Int) -> Double {
  var power = 1.0
  for _ in 0..<exponent { power *= 10 }
  return power
}
