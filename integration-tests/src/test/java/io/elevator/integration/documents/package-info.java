/** Checks that the documentation pages are true: their samples, commands and links. */
package io.elevator.integration.documents;
