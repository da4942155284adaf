/**
 * Administration of a request queue: switching elevators, resizing, freezing, attributes,
 * quarantine, closing.
 */
package io.elevator.core.queue.admin;
