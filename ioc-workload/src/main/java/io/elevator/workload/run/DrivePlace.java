package io.elevator.workload.run;

import io.elevator.api.RequestQueue;

/**
 * Where a file begins.
 *
 * @param queue of the drive
 * @param firstSector on the drive
 */
record DrivePlace(RequestQueue queue, long firstSector) {}
