/**
 * The elevator Kyber. It does not sort requests. It limits how many requests of each {@link
 * io.elevator.kyber.Domain} are in flight, and adjusts the limits so that measured latencies meet
 * their targets. {@link io.elevator.kyber.KyberElevator} contains the hooks, {@link
 * io.elevator.kyber.HardwareQueueState} the order of dispatch, {@link io.elevator.kyber.TokenPool}
 * the limits and {@link io.elevator.kyber.DepthControl} the control loop. The package is not
 * exported; the elevator is found as a service.
 */
@org.jspecify.annotations.NullMarked
package io.elevator.kyber;
