/**
 * What an application holds: tasks and their I/O contexts, priorities, groups, bios, plugs and
 * request queues.
 *
 * <p>Everything here is made by the block layer ({@link io.elevator.api.BlockLayer}), never by an
 * application's own subclass. Sectors are 512 bytes. Times are nanoseconds of the layer's clock
 * unless a {@link java.time.Duration} says otherwise.
 */
package io.elevator.api;
