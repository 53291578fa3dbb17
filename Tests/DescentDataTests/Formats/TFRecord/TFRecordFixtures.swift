import Foundation

/// Files of TensorFlow 2.21, in base64.
enum TFRecordFixtures {
  /// What the records of ``plain`` and ``gzip`` hold.
  static let records: [[UInt8]] = [
    [], Array("descent".utf8), (0...255).map { UInt8($0) } + [UInt8](repeating: 0x78, count: 44),
  ]

  /// Of `tf.io.TFRecordWriter`.
  static let plain = decoded(
    """
    AAAAAAAAAAApA5gH2OqCogcAAAAAAAAAu9efEWRlc2NlbnRDNiJCLAEAAAAAAADy/ludAAECAwQFBgcICQoLDA0O\
    DxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9Q\
    UVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGS\
    k5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TFxsfIycrLzM3Oz9DR0tPU\
    1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7/P3+/3h4eHh4eHh4eHh4eHh4eHh4eHh4eHh4\
    eHh4eHh4eHh4eHh4eHh4eHh4eHh4jCCUZw==
    """)

  /// Of `tf.io.TFRecordWriter` with the compression GZIP.
  static let gzip = decoded(
    """
    H4sIAAAAAAAAA2NggABN5hnsN141LWKH8ndfny+YklqcnJpX4mym5KTDCBH+9C96LgMjEzMLKxs7BycXNw8vH7+A\
    oJCwiKiYuISklLSMrJy8gqKSsoqqmrqGppa2jq6evoGhkbGJqZm5haWVtY2tnb2Do5Ozi6ubu4enl7ePr59/QGBQ\
    cEhoWHhEZFR0TGxcfEJiUnJKalp6RmZWdk5uXn5BYVFxSWlZeUVlVXVNbV19Q2NTc0trW3tHZ1d3T29f/4SJkyZP\
    mTpt+oyZs2bPmTtv/oKFixYvWbps+YqVq1avWbtu/YaNmzZv2bpt+46du3bv2btv/4GDhw4fOXrs+ImTp06fOXvu\
    /IWLly5fuXrt+o2bt27fuXvv/oOHjx4/efrs+YuXr16/efvu/YePnz5/+frt+4+fv37/+fvvfwUJoEdhSjoAZiqa\
    tWMBAAA=
    """)

  /// `tf.train.Example.SerializeToString(deterministic=True)`.
  static let example = decoded(
    """
    CncKEQoFaW1hZ2USCAoGCgQAf4D/CiEKBWxhYmVsEhgaFgoUB////////////wGAgICAgICAgEAKCwoHbm90aGlu\
    ZxIAChcKBXdvcmRzEg4KDAoCamEKAAoEbmVpbgoZCgF4EhQSEgoQAADAPwAAEMAAAMB/AACAfw==
    """)

  private static func decoded(_ base64: String) -> [UInt8] {
    [UInt8](Data(base64Encoded: base64) ?? Data())
  }
}
