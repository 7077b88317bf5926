package cache.store;

/**
 * The conditions under which a storage command stores: set, add, replace, cas, append, prepend.
 *
 * <p>A class of its own because the classic and the meta commands have them in common.
 */
public final class Writes {
  /** What a client can ask for. */
  public enum Mode {
    SET,
    ADD,
    REPLACE,
    APPEND,
    PREPEND,
    CAS
  }

  /** What became of it. */
  public enum Result {
    STORED,
    NOT_STORED,
    EXISTS,
    NOT_FOUND
  }

  /** No token is asked for; no item has this one. */
  public static final long ANY_TOKEN = 0;

  private final Store store;
  private final Items items;
  private int location = Items.NONE;

  public Writes(Store store) {
    this.store = store;
    this.items = store.items();
  }

  /** Where the last value was stored. */
  public int location() {
    return location;
  }

  /** Stores the value if the mode allows it, and the token where one is given. */
  public Result write(Mode mode, Key key, Value value, long token) {
    int old = store.find(key);
    if (old == Items.NONE) {
      return switch (mode) {
        case SET, ADD -> put(key, value);
        case REPLACE, APPEND, PREPEND -> Result.NOT_STORED;
        case CAS -> Result.NOT_FOUND;
      };
    }
    boolean isToken = items.token(old) == token;
    return switch (mode) {
      case SET, REPLACE -> put(key, value);
      case ADD -> Result.NOT_STORED;
      case CAS -> isToken ? put(key, value) : Result.EXISTS;
      case APPEND, PREPEND ->
          token == ANY_TOKEN || isToken ? join(mode, key, value, old) : Result.EXISTS;
    };
  }

  /**
   * Like CAS, but a token that is older than the item's stores too: with the item's deadline, and
   * declared out of date.
   */
  public Result writeStale(Key key, Value value, long token) {
    int old = store.find(key);
    if (old == Items.NONE || Long.compareUnsigned(token, items.token(old)) >= 0) {
      return write(Mode.CAS, key, value, token);
    }
    value.deadline = items.deadline(old);
    value.marks = items.has(old, Items.WON) ? Items.STALE | Items.WON : Items.STALE;
    return put(key, value);
  }

  private Result put(Key key, Value value) {
    location = store.put(key, value);
    return Result.STORED;
  }

  private Result join(Mode mode, Key key, Value value, int old) {
    int oldBytes = items.valueBytes(old);
    int bytes = oldBytes + value.length;
    if (!Store.canHold(key.length(), bytes)) {
      return Result.NOT_STORED;
    }
    byte[] joined = new byte[bytes];
    boolean isOldFirst = mode == Mode.APPEND;
    items.copyValue(old, joined, isOldFirst ? 0 : value.length, oldBytes);
    System.arraycopy(value.bytes, value.from, joined, isOldFirst ? oldBytes : 0, value.length);
    value.set(joined, 0, bytes);
    value.describe(items.flags(old), items.deadline(old));
    return put(key, value);
  }
}
