/** What the documents promise about themselves. */
package io.elevator.integration.documents;
