/*
 * What a variant does with a new connection. Its own file because Server calls it and both variants
 * give one.
 */
package tailproof.cache.server;

import io.netty.channel.ChannelPipeline;

/** The handlers of one connection. */
@FunctionalInterface
public interface ClientPipeline {
  void fill(ChannelPipeline pipeline);
}
