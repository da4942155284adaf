/**
 * Three plugins that use only the SPI, as a user would write them: an elevator like BFQ (icqs, an
 * idle timer, groups), a driver like io_uring (a ring, batched completions, busy answers) and a
 * disk in virtual time. They prove that the SPI suffices.
 */
package io.elevator.core.sketch;
