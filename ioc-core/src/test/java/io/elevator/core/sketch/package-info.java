/**
 * Three plugins written against the contracts alone, as their users would: an elevator in the
 * manner of BFQ (icqs, an idle timer, groups), a driver in the manner of io_uring (a ring, batched
 * completions, busy answers) and a disk in virtual time. They prove that the contracts suffice.
 */
package io.elevator.core.sketch;
