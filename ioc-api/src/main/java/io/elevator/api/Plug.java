package io.elevator.api;

/**
 * A plug: it holds requests back, so that they are merged and inserted together. {@link
 * BlockLayer#plug} creates it. Requests of bios that are submitted with the plug are held until one
 * of these: {@link #flush} or {@link #close}, the 33rd request (the 65th if several queues are
 * involved), the request after one of 128 KiB or more, any wait in the library, or a timer that
 * watches for plugs that were left open. Confined to the thread that created it. Source: Linux 6.1
 * {@code struct blk_plug}.
 */
public interface Plug extends AutoCloseable {
  /** Returns the number of requests that the plug holds. */
  int size();

  /**
   * Makes bios that are submitted with this plug from now on end with {@link BioStatus#AGAIN} where
   * they would have to wait, as with {@link BioFlags#NOWAIT}.
   *
   * @return this plug
   */
  Plug noWait();

  /** Inserts the requests that the plug holds; the plug stays open. */
  void flush();

  /** Inserts the requests that the plug holds, and ends the plug. */
  @Override
  void close();
}
