/** A drive on a file or block device through Linux's io_uring. */
package io.elevator.devices.uring;
