/** BFQ on a request queue: its guarantees on the simulated drives, in virtual time. */
@org.jspecify.annotations.NullMarked
package io.elevator.integration.bfq;
