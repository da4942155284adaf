package io.elevator.testkit.rules.prints;

/** Talks. */
public final class Prints {
  void talk() {
    System.out.println("hello");
  }
}
