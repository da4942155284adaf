package io.elevator.workload.run;

import io.elevator.api.RequestQueue;

/**
 * Position of a file on a drive that holds several files.
 *
 * @param queue queue of the drive
 * @param firstSector sector of the drive at which the file begins
 */
record DrivePosition(RequestQueue queue, long firstSector) {}
