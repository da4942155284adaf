package io.elevator.api;

/**
 * Holds back a burst of requests, so that they can be merged and inserted together. Made by {@link
 * BlockLayer#plug}; bios submitted with it are held until {@link #flush}, {@link #close}, the 33rd
 * request (the 65th when several queues are involved), the one after a request of 128 KiB or more,
 * any wait in the library, or a timer that watches for plugs left open. Confined to the thread that
 * made it. Source: Linux 6.1 {@code struct blk_plug}.
 */
public interface Plug extends AutoCloseable {
  /** Returns how many requests are held. */
  int size();

  /**
   * From now on bios submitted with it end with {@link BioStatus#AGAIN} instead of waiting, as with
   * {@link BioFlags#NOWAIT}.
   *
   * @return this
   */
  Plug noWait();

  /** Hands on what is held; the plug stays open. */
  void flush();

  /** Hands on what is held and ends the plug. */
  @Override
  void close();
}
