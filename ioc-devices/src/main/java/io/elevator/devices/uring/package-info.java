/** The driver {@code uring}: a file or block device through Linux's io_uring. */
package io.elevator.devices.uring;
