/** Figures and debug state of a request queue; reads the objects of all other packages. */
package io.elevator.core.queue.report;
