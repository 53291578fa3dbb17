/// All of a value but the numbers in its parameters and buffers: types, options, structure.
///
/// Two equal ones mean that the same is computed from different weights. Of an object only its identity
/// counts, of a plain tensor which memory it has.
package struct StaticPart: Equatable, Sendable {
  private var bytes: [UInt8] = []
  /// Whether it holds something that can change without the value's own bytes changing, as an array's
  /// elements do.
  package private(set) var isIndirect = false

  /// The static part of a value.
  ///
  /// - Complexity: O(*n*) in what the value holds; reflection is slow.
  package init(of value: Any) { add(value) }

  private mutating func add<T>(bytesOf value: T) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  private mutating func add(_ value: Any) {
    // An element of an array of existentials is one inside another: the mirror looks through both.
    let mirror = Mirror(reflecting: value)
    add(bytesOf: ObjectIdentifier(mirror.subjectType))
    switch value {
    case is Parameter, is Buffer: return
    case let tensor as Tensor:
      add(bytesOf: ObjectIdentifier(tensor.storage))
      add(bytesOf: tensor.shape.hashValue)
      return
    default: break
    }
    switch mirror.displayStyle {
    case .class?:
      isIndirect = true
      add(bytesOf: ObjectIdentifier(value as AnyObject))
      return
    case .collection?, .dictionary?, .set?:
      // Modules in an array are shown to visitors one by one.
      if !mirror.children.allSatisfy({ $0.value is any Module }) { isIndirect = true }
    case .optional? where mirror.children.isEmpty, .enum? where mirror.children.isEmpty:
      // Not its bytes, some of which may mean nothing.
      bytes.append(contentsOf: String(describing: value).utf8)
      return
    default: break
    }
    if mirror.children.isEmpty {
      let type = mirror.subjectType
      func addInner<T>(_: T.Type) { if let value = value as? T { add(bytesOf: value) } }
      func addBytes<T>(_ value: T) {
        if T.self == type { add(bytesOf: value) } else { _openExistential(type, do: addInner) }
      }
      _openExistential(value, do: addBytes)
      return
    }
    // How many there are tells [1], [2, 3] from [1, 2], [3].
    add(bytesOf: mirror.children.count)
    for child in mirror.children { add(child.value) }
  }
}
