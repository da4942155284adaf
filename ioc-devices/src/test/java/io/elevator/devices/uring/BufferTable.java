package io.elevator.devices.uring;

import io.elevator.devices.linux.IoUring;
import io.elevator.devices.linux.LinuxException;
import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The kernel feature of a table of registered buffers in a ring (Linux 5.19), with permission to
 * pin a few MiB.
 */
public final class BufferTable implements KernelFeature {
  /** Constructor that {@link Requires} calls. */
  public BufferTable() {}

  @Override
  public String title() {
    return "registered buffers of io_uring";
  }

  @Override
  public boolean present() {
    if (!new UringDriver().present()) {
      return false;
    }
    try (IoUring ring = new IoUring(2);
        Arena arena = Arena.ofConfined()) {
      MemorySegment tried = arena.allocate(1 << 22, 4096);
      ring.makeBufferTable(1);
      ring.setBuffer(0, tried.address(), tried.byteSize());
      return true;
    } catch (LinuxException e) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
