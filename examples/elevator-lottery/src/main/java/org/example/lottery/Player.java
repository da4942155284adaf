package org.example.lottery;

import io.elevator.spi.RequestList;

/**
 * The waiting requests of one io context, in order of arrival, and its tickets. Guarded by the
 * elevator's lock.
 */
final class Player {
  final RequestList waiting = new RequestList();
  int tickets;
}
