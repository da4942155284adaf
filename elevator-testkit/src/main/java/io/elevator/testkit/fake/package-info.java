/**
 * Fakes for unit tests of one elevator or one driver: the test plays the other side, moves the
 * clock and looks at each step. {@link io.elevator.testkit.fake.FakeQueue} is the queue around an
 * elevator, {@link io.elevator.testkit.fake.DriverBench} the queue in front of a driver.
 */
package io.elevator.testkit.fake;
