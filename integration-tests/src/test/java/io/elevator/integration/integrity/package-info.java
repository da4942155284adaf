/** Data that is read is the data that was written, through the whole queue. */
package io.elevator.integration.integrity;
