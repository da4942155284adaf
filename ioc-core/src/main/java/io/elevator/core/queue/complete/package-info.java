/**
 * The end of requests: reports of the driver, requests that the driver gives back or has for too
 * long, flushes.
 */
package io.elevator.core.queue.complete;
