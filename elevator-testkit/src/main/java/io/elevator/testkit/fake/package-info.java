/**
 * Fakes for unit tests of one elevator or one driver. The test plays the other side, advances the
 * clock and checks each step. {@link io.elevator.testkit.fake.FakeQueue} is the queue of an
 * elevator, {@link io.elevator.testkit.fake.DriverBench} the queue in front of a driver.
 */
package io.elevator.testkit.fake;
