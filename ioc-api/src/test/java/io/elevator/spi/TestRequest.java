package io.elevator.spi;

/** A request that is nothing but a place, for tests of the structures. */
final class TestRequest extends Request {
  final int id;

  TestRequest(int id, long start) {
    this.id = id;
    sortKey = start;
    length = 4096;
  }

  void moveTo(long start) {
    sortKey = start;
  }
}
