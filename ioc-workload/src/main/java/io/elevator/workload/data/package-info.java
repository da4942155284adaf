/** The bytes that jobs write, and how they are recognised when they are read back. */
package io.elevator.workload.data;
