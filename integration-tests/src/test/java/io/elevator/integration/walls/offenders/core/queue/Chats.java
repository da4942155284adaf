package io.elevator.integration.walls.offenders.core.queue;

public final class Chats {
  private Chats() {}

  public static void dispatched() {
    System.out.println("dispatched");
  }
}
