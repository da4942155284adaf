package org.example.lottery;

import io.elevator.spi.RequestList;

/**
 * Requests that wait, in order of arrival, and the tickets they play with. Guarded by the
 * elevator's lock.
 */
final class Player {
  final RequestList waiting = new RequestList();
  int tickets;
}
