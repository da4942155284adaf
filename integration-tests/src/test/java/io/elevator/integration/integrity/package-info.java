/** What was written is what is read, through the whole queue. */
package io.elevator.integration.integrity;
