/**
 * The objects that an application uses: tasks and their io contexts, priorities, groups, bios,
 * plugs and request queues.
 *
 * <p>The block layer ({@link io.elevator.api.BlockLayer}) creates all objects; an application does
 * not subclass these types, except the listeners, callbacks and policies. A sector is 512 bytes.
 * Times are nanoseconds of the block layer's clock unless they are a {@link java.time.Duration}.
 */
package io.elevator.api;
