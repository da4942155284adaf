/** Kyber on a request queue: its tokens, its limits and its targets, in virtual time. */
@org.jspecify.annotations.NullMarked
package io.elevator.integration.kyber;
