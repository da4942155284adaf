/** Generation of the data that jobs write, and its verification after it is read back. */
package io.elevator.workload.data;
