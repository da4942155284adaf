/** Tag spaces: bitmaps of tags with a limit per word, and counters spread over stripes. */
package io.elevator.core.queue.tags;
