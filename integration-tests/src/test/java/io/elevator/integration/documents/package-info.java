/** Checks of the pages against what they claim. */
package io.elevator.integration.documents;
