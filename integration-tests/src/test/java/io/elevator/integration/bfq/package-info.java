/** BFQ on a request queue: what it promises on the simulated drives, in virtual time. */
@org.jspecify.annotations.NullMarked
package io.elevator.integration.bfq;
