import DescentTensor
import Synchronization

/// The results of `body` for all items, in their order, computed on several threads.
///
/// The costliest are begun first, so that none of them is left over at the end.
func concurrentMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], cost: (Item) -> Int = { _ in 1 }, _ body: @Sendable (Item) -> Result
) -> [Result] {
  let costs = items.map(cost)
  let order = items.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }
  let results = Mutex([Result?](repeating: nil, count: items.count))
  Threads.split(items.count, grain: 1) { range in
    for i in order[range] {
      let result = body(items[i])
      results.withLock { $0[i] = result }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}
