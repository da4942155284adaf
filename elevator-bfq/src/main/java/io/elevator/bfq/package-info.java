/**
 * The elevator BFQ. {@code BfqElevator} contains the hooks. {@code Device} holds the state of a
 * drive and the objects that take the decisions; each class is named after its decision. The
 * package is not exported; the elevator is found as a service.
 */
package io.elevator.bfq;
