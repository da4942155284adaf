/** The files that jobs work on: how long they must be, which part is whose, and making them. */
package io.elevator.workload.files;
