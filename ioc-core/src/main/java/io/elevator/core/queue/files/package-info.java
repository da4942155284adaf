/** The files of a queue's drive beside its device: opening, sort keys, administration. */
@org.jspecify.annotations.NullMarked
package io.elevator.core.queue.files;
