/**
 * Files that jobs use: their lengths, the regions of each job, and their creation; and the output
 * files of a command.
 */
package io.elevator.workload.files;
