/**
 * Handling of defects that cannot be thrown at a caller: the path from the guard that caught a
 * defect to the error sink of the embedder.
 */
package io.elevator.core.defects;
