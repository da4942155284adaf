/** Tests of the files that drives serve through one queue. */
package io.elevator.integration.files;
