/**
 * The elevator Kyber: sorts nothing, but limits how many requests of each {@link
 * io.elevator.kyber.Domain} the device holds, and moves the limits so that measured latencies meet
 * their targets. {@link io.elevator.kyber.KyberElevator} has the hooks, {@link
 * io.elevator.kyber.HardwareQueueState} the order of dispatch, {@link io.elevator.kyber.TokenPool}
 * the limits and {@link io.elevator.kyber.DepthControl} the control loop. Exports nothing, found as
 * a service.
 */
@org.jspecify.annotations.NullMarked
package io.elevator.kyber;
