/**
 * Bitmaps of tags with a limit for each word, tags shared by several users, and counters with a
 * cell for each stripe.
 */
package io.elevator.core.queue.tags;
