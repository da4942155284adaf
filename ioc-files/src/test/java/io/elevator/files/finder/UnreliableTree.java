package io.elevator.files.finder;

import io.elevator.files.system.DeviceNumber;
import io.elevator.files.system.SystemTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A tree whose accesses fail at random with anything that a file system may throw. */
final class UnreliableTree implements SystemTree {
  private final SystemTree tree;
  private final Random random;
  private final double share;
  private int accesses;

  /**
   * Creates a tree over another one.
   *
   * @param share share of accesses that fail, 0 to 1
   */
  UnreliableTree(SystemTree tree, Random random, double share) {
    this.tree = tree;
    this.random = random;
    this.share = share;
  }

  /** Returns the number of accesses so far. */
  int accesses() {
    return accesses;
  }

  private void access() throws IOException {
    accesses++;
    if (random.nextDouble() < share) {
      switch (random.nextInt(4)) {
        case 0 -> throw new IOException("broken");
        case 1 -> throw new SecurityException("refused");
        case 2 -> throw new UnsupportedOperationException();
        default -> throw new AssertionError("an error of a provider");
      }
    }
  }

  @Override
  public boolean isLinux() {
    return tree.isLinux();
  }

  @Override
  public String text(String file, int limit) throws IOException {
    access();
    return tree.text(file, limit);
  }

  @Override
  public List<String> names(String folder, int limit) throws IOException {
    access();
    return tree.names(folder, limit);
  }

  @Override
  public Path realPath(Path path) throws IOException {
    access();
    return tree.realPath(path);
  }

  @Override
  public Path linkTarget(Path link) throws IOException {
    access();
    return tree.linkTarget(link);
  }

  @Override
  public DeviceNumber device(Path path) throws IOException {
    access();
    return tree.device(path);
  }

  @Override
  public String store(Path path) throws IOException {
    access();
    return tree.store(path);
  }
}
