/**
 * Defects that have no caller to be thrown at: the way from the guard that caught one to the error
 * sink of the embedder.
 */
package io.elevator.core.defects;
