import Foundation

/// Event files of other writers, in base64.
///
/// The scalars under `loss` are 1.5, nan, inf, -inf and 0.25 at the steps 0 to 4, the histogram under
/// `weights` is of −1, 0, 0.5, 2, 2 at step 3, the text under `about` is `**hello**` at step 4.
enum TFEventFixtures {
  /// Of tensorboardX 2.6.5, in the older dialect, which is torch's too.
  static let older = decoded(
    """
    GAAAAAAAAACjf0siCVEDSs65wtpBGg1icmFpbi5FdmVudDoyPS4goBgAAAAAAAAAo39LIgkAAAAAAESPQCoNCgsK\
    BGxvc3MVAADAP7AIKsQaAAAAAAAAABKb2C0JAAAAAABMj0AQASoNCgsKBGxvc3MVAADAf2FbX1UaAAAAAAAAABKb\
    2C0JAAAAAABUj0AQAioNCgsKBGxvc3MVAACAf34NCUsaAAAAAAAAABKb2C0JAAAAAABcj0AQAyoNCgsKBGxvc3MV\
    AACA/42nPPYaAAAAAAAAABKb2C0JAAAAAABkj0AQBCoNCgsKBGxvc3MVAACAPjYCQfeLAAAAAAAAAIUtPfEJAAAA\
    AACQj0AQAyp+CnwKB3dlaWdodHMqcQkAAAAAAADwvxEAAAAAAAAAQBkAAAAAAAAUQCEAAAAAAAAMQCkAAAAAAIAi\
    QDIgAAAAAAAA8L8AAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEA6IAAAAAAAAAAAAAAAAAAA8D8AAAAAAAAAQAAAAAAA\
    AABAM090KkIAAAAAAAAAefNuqgkAAAAAAJiPQBAEKjUKMwoSYWJvdXQvdGV4dF9zdW1tYXJ5QhMIBxIEEgIIAUIJ\
    KipoZWxsbyoqSggKBgoEdGV4dAkNj4A=
    """)

  /// Of TensorFlow 2.21's `tf.summary`, in the newer dialect.
  static let newer = decoded(
    """
    PgAAAAAAAADZ0kDnCQAAgM+5wtpBGg1icmFpbi5FdmVudDoyUiQKInRlbnNvcmZsb3cuY29yZS51dGlsLmV2ZW50\
    c193cml0ZXIvUwZYLAAAAAAAAAD0rsxFCXsRss+5wtpBKiEKHwoEbG9zc0IKCAESACIEAADAP0oLCgkKB3NjYWxh\
    cnOpfBJhLgAAAAAAAADFy1f6CW8pss+5wtpBEAEqIQofCgRsb3NzQgoIARIAIgQAAMB/SgsKCQoHc2NhbGFyc8zV\
    n/EuAAAAAAAAAMXLV/oJaTWyz7nC2kEQAiohCh8KBGxvc3NCCggBEgAiBAAAgH9KCwoJCgdzY2FsYXJzTXWLpC4A\
    AAAAAAAAxctX+gkmi7LPucLaQRADKiEKHwoEbG9zc0IKCAESACIEAACA/0oLCgkKB3NjYWxhcnNIvrBkLgAAAAAA\
    AADFy1f6CfaWss+5wtpBEAQqIQofCgRsb3NzQgoIARIAIgQAAIA+SgsKCQoHc2NhbGFycw4jwMqaAAAAAAAAABHD\
    IEoJVS7Hz7nC2kEQAyqMAQqJAQoHd2VpZ2h0c0JuCAISCBICCAQSAggDImAAAAAAAADwvwAAAAAAANC/AAAAAAAA\
    8D8AAAAAAADQvwAAAAAAAOA/AAAAAAAA8D8AAAAAAADgPwAAAAAAAPQ/AAAAAAAA8D8AAAAAAAD0PwAAAAAAAABA\
    AAAAAAAAAEBKDgoMCgpoaXN0b2dyYW1zTXLyIjEAAAAAAAAAnYOD6QnoSsnPucLaQRAEKiQKIgoFYWJvdXRCDwgH\
    EgBCCSoqaGVsbG8qKkoICgYKBHRleHQA+IGr
    """)

  /// Of TensorBoard 2.21's `hparams` with lr 0.001, optimizer adam and nesterov true.
  static let hyperparameters = decoded(
    """
    PgAAAAAAAADZ0kDnCQAAwM+5wtpBGg1icmFpbi5FdmVudDoyUiQKInRlbnNvcmZsb3cuY29yZS51dGlsLmV2ZW50\
    c193cml0ZXLFHXz9ywAAAAAAAACEYWF7CYLkys+5wtpBKr8BCrwBChxfaHBhcmFtc18vc2Vzc2lvbl9zdGFydF9p\
    bmZvQgYIARICEgBKkwEKkAEKB2hwYXJhbXMShAEagQEKDwoCbHISCRH8qfHSTWJQPwoOCghuZXN0ZXJvdhICIAEK\
    EwoJb3B0aW1pemVyEgYaBGFkYW0iQDRkMzBkZGM3YjRjMmNhYzNjYWYxOTkzOWNhZmYxMzk2NzdjNmUwZmQ2OTA5\
    MjFiMzc5ZTNiMDczMGIyMzhjODEpI7vKz7nC2kH8n6kD
    """)

  private static func decoded(_ base64: String) -> [UInt8] {
    [UInt8](Data(base64Encoded: base64) ?? Data())
  }
}
