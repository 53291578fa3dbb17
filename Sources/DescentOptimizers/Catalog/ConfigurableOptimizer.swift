/// An optimizer that can be made of its name and options, and tells what they are.
///
///     for (name, value) in AdamW().resolvedOptions { print(name, value) }   // lr 0.001 …
public protocol ConfigurableOptimizer: Optimizer, ConfigurableRule {}
