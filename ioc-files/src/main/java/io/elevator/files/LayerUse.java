package io.elevator.files;

import io.elevator.api.BlockLayer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A block layer and the number of its users: disks and tasks. A layer of the registry's own is
 * built for the first user and closed after the last. The monitor guards the fields.
 */
final class LayerUse {
  private final @Nullable Supplier<BlockLayer> source;
  private @Nullable BlockLayer layer;
  private int users;
  private int numbers;

  private LayerUse(@Nullable Supplier<BlockLayer> source, @Nullable BlockLayer layer) {
    this.source = source;
    this.layer = layer;
  }

  /** Returns the use of a layer that its builder closes. */
  static LayerUse of(BlockLayer layer) {
    return new LayerUse(null, layer);
  }

  /** Returns the use of a layer that is built for the first user and closed after the last. */
  static LayerUse built(Supplier<BlockLayer> source) {
    return new LayerUse(source, null);
  }

  /** Adds a user. */
  synchronized BlockLayer take() {
    BlockLayer known = layer;
    if (known == null) {
      if (source == null) {
        throw new IllegalStateException("a use without layer");
      }
      known = source.get();
      layer = known;
    }
    users++;
    return known;
  }

  /** Returns the layer while there is a user. */
  synchronized BlockLayer layer() {
    BlockLayer known = layer;
    if (known == null) {
      throw new IllegalStateException("the block layer of the disks is closed");
    }
    return known;
  }

  /** Removes a user. */
  void release() {
    BlockLayer unused;
    synchronized (this) {
      users--;
      if (users > 0 || source == null) {
        return;
      }
      unused = layer;
      layer = null;
    }
    if (unused != null) {
      unused.close();
    }
  }

  /** Returns a number that this method has not returned before. */
  synchronized int nextNumber() {
    return numbers++;
  }
}
