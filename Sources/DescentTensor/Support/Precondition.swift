// The standard library's functions of these names say nothing in optimized builds; a person who
// trains in one reads the message too with these, which stand before those here and in every target
// that imports this one.

/// Stops with a message where the caller has made a mistake.
@inline(__always)
package func precondition(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String = String(),
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { preconditionFailure(message(), file: file, line: line) }
}

/// Stops with a message where the caller has made a mistake.
@inline(never)
package func preconditionFailure(
  _ message: @autoclosure () -> String = String(), file: StaticString = #fileID,
  line: UInt = #line
) -> Never {
  fatalError(message(), file: file, line: line)
}
