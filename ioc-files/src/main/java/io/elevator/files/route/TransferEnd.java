package io.elevator.files.route;

/** The continuation of a transfer. */
@FunctionalInterface
public interface TransferEnd {
  /** Called when the transfer has ended. The receiver releases it, or starts it again. */
  void ended(Transfer transfer);
}
