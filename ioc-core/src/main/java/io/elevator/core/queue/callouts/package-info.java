/**
 * Guarded calls of the code that elevators and drivers bring: each has a defined outcome, whatever
 * the code does. No lock is held during a call.
 */
package io.elevator.core.queue.callouts;
