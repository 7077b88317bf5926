package cache.store;

import java.nio.ByteBuffer;

/**
 * From key to location: open addressing with linear probing in one direct buffer.
 *
 * <p>A slot is one long: the hash of the key above, with its lowest bit set so that no slot in use
 * is 0, and the location below. A lookup reads neighbouring slots and, rarely, an item of another
 * key. Slots that become empty are filled by moving later ones back, so that no marks of deleted
 * ones slow lookups down. It has one size for life: it never stops to grow.
 */
final class Index {
  static final int ABSENT = -1;

  /** Memory for each slot: items of this size fill memory and index together. */
  private static final int MEMORY_BYTES_PER_SLOT = 128;

  private static final int SLOT_SHIFT = 3;

  private final Items items;
  private final ByteBuffer slots;
  private final int mask;
  private final int homeShift;
  private final int countMax;
  private int count;

  /** Takes a sixteenth of the memory at most. */
  Index(Items items, long memoryBytes) {
    int capacity = capacityFor(memoryBytes);
    this.items = items;
    this.slots = ByteBuffer.allocateDirect(capacity << SLOT_SHIFT).order(Bytes.ORDER);
    this.mask = capacity - 1;
    this.homeShift = Integer.numberOfLeadingZeros(mask);
    // At 7/8 a miss looks at 32 slots on average, which are 5 cache lines.
    this.countMax = capacity / 8 * 7;
  }

  private static int capacityFor(long memoryBytes) {
    return (int) Long.highestOneBit(memoryBytes / MEMORY_BYTES_PER_SLOT);
  }

  static long bytesFor(long memoryBytes) {
    return (long) capacityFor(memoryBytes) << SLOT_SHIFT;
  }

  int count() {
    return count;
  }

  boolean isFull() {
    return count >= countMax;
  }

  /** The slot of a key, or ABSENT. */
  int find(Key key) {
    int tag = key.hash() | 1;
    int at = homeOf(tag);
    for (long slot = slotAt(at); slot != 0; slot = slotAt(at)) {
      if (tagIn(slot) == tag && items.holds((int) slot, key)) {
        return at;
      }
      at = at + 1 & mask;
    }
    return ABSENT;
  }

  /** The slot that names this location, or ABSENT if its item is not wanted any more. */
  int find(int location) {
    int tag = items.hash(location) | 1;
    long wanted = slotOf(tag, location);
    int at = homeOf(tag);
    for (long slot = slotAt(at); slot != 0; slot = slotAt(at)) {
      if (slot == wanted) {
        return at;
      }
      at = at + 1 & mask;
    }
    return ABSENT;
  }

  int location(int at) {
    return (int) slotAt(at);
  }

  /** Adds a key that is not there; the index must not be full. */
  void add(Key key, int location) {
    int tag = key.hash() | 1;
    int at = homeOf(tag);
    while (slotAt(at) != 0) {
      at = at + 1 & mask;
    }
    setSlot(at, slotOf(tag, location));
    count++;
  }

  /** The item of this slot lies elsewhere now. */
  void relocate(int at, int location) {
    setSlot(at, slotOf(tagIn(slotAt(at)), location));
  }

  /** Empties a slot. Slots found before are no longer valid. */
  void remove(int at) {
    int hole = at;
    int next = hole + 1 & mask;
    for (long slot = slotAt(next); slot != 0; slot = slotAt(next)) {
      int home = homeOf(tagIn(slot));
      // A slot may move back as far as its home.
      if ((next - home & mask) >= (next - hole & mask)) {
        setSlot(hole, slot);
        hole = next;
      }
      next = next + 1 & mask;
    }
    setSlot(hole, 0);
    count--;
  }

  void clear() {
    byte[] zeros = new byte[Math.min(slots.capacity(), Items.SEGMENT_BYTES)];
    for (int at = 0; at < slots.capacity(); at += zeros.length) {
      slots.put(at, zeros);
    }
    count = 0;
  }

  private long slotAt(int at) {
    return slots.getLong(at << SLOT_SHIFT);
  }

  private void setSlot(int at, long slot) {
    slots.putLong(at << SLOT_SHIFT, slot);
  }

  private int homeOf(int tag) {
    return tag >>> homeShift;
  }

  private static int tagIn(long slot) {
    return (int) (slot >>> Integer.SIZE);
  }

  private static long slotOf(int tag, int location) {
    return (long) tag << Integer.SIZE | location & 0xFFFFFFFFL;
  }
}
