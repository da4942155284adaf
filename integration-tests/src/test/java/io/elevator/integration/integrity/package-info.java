/** Data that passes through the whole queue is read back as it was written. */
package io.elevator.integration.integrity;
