package io.elevator.bfq;

import io.elevator.bfq.measure.InjectLimit;
import io.elevator.bfq.measure.IoIntensity;
import io.elevator.bfq.measure.ThinkTime;

/**
 * The state that a task's own queue had when it was merged into a shared queue. It is restored when
 * the shared queue is split.
 */
final class SavedQueue {

  final InjectLimit inject = new InjectLimit();
  final ThinkTime think = new ThinkTime(0);
  final IoIntensity intensity = new IoIntensity(0);
  final RaisingState raising = new RaisingState(0, 0);
  int weight;
  int raisingCoefficient = 1;
  boolean shortThinkTime;
  boolean inLargeBurst;
  boolean wasInBurstList;
}
