package cache.protocol;

import cache.store.Items;
import cache.store.Key;
import cache.store.Numbers;
import cache.store.Store;

/**
 * get, gets, gat and gats: any number of keys, so the only commands that may have to stop half-way
 * until their replies are sent.
 */
final class Retrieval {
  private final Store store;
  private final Items items;
  private final Replies replies;
  private final Statistics statistics;
  private final Key key = new Key();

  Retrieval(Store store, Replies replies, Statistics statistics) {
    this.store = store;
    this.items = store.items();
    this.replies = replies;
    this.statistics = statistics;
  }

  /**
   * Answers the keys from this word on; 0 begins the command. Returns 0 when it is done, or the
   * word to go on with when the replies are sent.
   */
  int run(Request request, int fromWord) {
    Command command = request.command();
    boolean touches = command == Command.GAT || command == Command.GATS;
    long expiryS = touches && request.words() > 1 ? request.signed(1, 0) : 0;
    int firstKey = touches ? 2 : 1;
    if (fromWord == 0) {
      byte[] error = errorOf(request, firstKey, expiryS);
      if (error != null) {
        replies.putLine(error);
        return 0;
      }
    }
    for (int word = Math.max(fromWord, firstKey); word < request.words(); word++) {
      if (replies.isFull()) {
        return word;
      }
      request.readKey(word, key);
      int location = store.find(key);
      statistics.countGet(location != Items.NONE);
      if (location != Items.NONE) {
        putItem(location, command == Command.GETS || command == Command.GATS);
        store.access(location);
        if (touches) {
          store.touch(location, store.clock().deadlineOf((int) expiryS));
        }
      }
    }
    replies.putLine(Reply.END);
    return 0;
  }

  private static byte[] errorOf(Request request, int firstKey, long expiryS) {
    if (request.words() < 2) {
      return Reply.ERROR;
    }
    if (expiryS == Numbers.NONE) {
      return Reply.BAD_EXPIRY;
    }
    for (int word = firstKey; word < request.words(); word++) {
      if (request.isKeyTooLong(word)) {
        return Reply.BAD_FORMAT;
      }
    }
    return null;
  }

  private void putItem(int location, boolean hasToken) {
    int valueBytes = items.valueBytes(location);
    replies.reserve(valueBytes);
    replies.put(Reply.VALUE);
    replies.put(key.bytes(), key.from(), key.from() + key.length());
    replies.put(' ');
    replies.putUnsigned(items.flags(location) & 0xFFFFFFFFL);
    replies.put(' ');
    replies.putUnsigned(valueBytes);
    if (hasToken) {
      replies.put(' ');
      replies.putUnsigned(items.token(location));
    }
    replies.put(Reply.LINE_END);
    replies.putValue(items, location, valueBytes);
    replies.put(Reply.LINE_END);
  }
}
