package cache.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of an array at a time.
 *
 * <p>A class of its own because hashing and comparing keys must agree on the order of bytes, which
 * is also that of the segments.
 */
final class Bytes {
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ORDER);

  private Bytes() {}

  static long longAt(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }
}
