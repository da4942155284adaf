package io.elevator.plugins;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walk from the root of the file system to a file or folder. It requires that only this user and
 * root can change where the path leads, as {@code sshd} does with {@code StrictModes}. Each folder
 * and symbolic link on the way and the target itself must belong to one of these two users, and no
 * folder or file may be writable by its group or by all users. This covers POSIX access control
 * lists, because the group permissions of a file show the mask of its list.
 *
 * <p>Unlike {@code sshd}, the walk accepts a folder that other users can write to if it has the
 * sticky bit, such as {@code /tmp}, because there other users can neither rename nor delete files
 * of this user or root. Such a folder must not be the target, nor directly contain the target file,
 * because other users can add files to it.
 *
 * <p>There is no race between these checks and a later opening of the path that {@link #check}
 * returns, which contains no symbolic link. Proof by induction over its folders: only root can
 * exchange the root folder; and if only this user and root can change the entries of a folder,
 * every later lookup finds the entry that was checked. So the walk advances by one name at a time
 * and never opens a path through a link: it reads the link and continues with its target.
 *
 * <p>Used by one thread.
 */
final class TrustedPath {
  /** Largest number of symbolic links that are followed, as in Linux. */
  private static final int MAX_LINKS = 40;

  private static final int STICKY = 01000;

  private final Path asked;
  private final UserPrincipal user;
  private final UserPrincipal root;
  private final String consequence;
  private final String remedy;

  /** Names that remain to be walked, the next name first. */
  private final Deque<Path> names = new ArrayDeque<>();

  /** Folder that the walk has reached: a path without symbolic links. */
  private Path here;

  private boolean fileReached;
  private int links;

  private TrustedPath(
      Path asked,
      UserPrincipal user,
      UserPrincipal root,
      Path start,
      String consequence,
      String remedy) {
    this.asked = asked;
    this.consequence = consequence;
    this.remedy = remedy;
    this.user = user;
    this.root = root;
    here = start;
  }

  /**
   * Returns the path without symbolic links of a file or folder that only {@code user} and root can
   * change. Makes no check if the file system has no POSIX attributes.
   *
   * @throws IOException if another user can change it, or it cannot be examined; the message names
   *     the file, folder or link that another user can change
   */
  static Path check(Path path, UserPrincipal user) throws IOException {
    return check(path, user, "is not loaded", "the plugin folder is trusted explicitly");
  }

  /**
   * Makes the check of {@link #check(Path, UserPrincipal)} for a purpose other than loading a
   * plugin.
   *
   * @param path file or folder to check
   * @param user user who may change it, besides root
   * @param consequence words that follow the path in the message and say what is refused
   * @param remedy words that follow "unless" in the message: a remedy other than new permissions
   */
  static Path check(Path path, UserPrincipal user, String consequence, String remedy)
      throws IOException {
    Path absolute = path.toAbsolutePath();
    Path start = absolute.getRoot();
    if (start == null || view(start) == null) {
      return absolute.toRealPath();
    }
    // Root always has the number 0, but its name varies.
    UserPrincipal root =
        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("0");
    return new TrustedPath(path, user, root, start, consequence, remedy)
        .walk(start.relativize(absolute));
  }

  private Path walk(Path way) throws IOException {
    prepend(way);
    enter(here, attributes(here));
    while (!names.isEmpty()) {
      String name = names.pop().toString();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (fileReached) {
        throw new NotDirectoryException(here.toString());
      }
      Path next = name.equals("..") ? parent(here) : here.resolve(name);
      PosixFileAttributes attributes = attributes(next);
      if (attributes.isSymbolicLink()) {
        requireOwner(next, attributes);
        follow(next);
      } else {
        enter(next, attributes);
      }
    }
    Path folder = fileReached ? parent(here) : here;
    String writers = writers(attributes(folder).permissions());
    if (!writers.isEmpty()) {
      throw refusal(folder, writers);
    }
    return here;
  }

  /**
   * Advances to a folder, or to the file at the end of the path, after checking that only this user
   * and root can change it.
   */
  private void enter(Path next, PosixFileAttributes attributes) throws IOException {
    requireOwner(next, attributes);
    fileReached = !attributes.isDirectory();
    String writers = writers(attributes.permissions());
    if (!writers.isEmpty() && (fileReached || !isSticky(next))) {
      throw refusal(next, writers);
    }
    here = next;
  }

  private static Path parent(Path folder) {
    Path parent = folder.getParent();
    return parent == null ? folder : parent;
  }

  private void follow(Path link) throws IOException {
    if (++links > MAX_LINKS) {
      throw new FileSystemLoopException(asked.toString());
    }
    Path target = Files.readSymbolicLink(link);
    Path start = target.getRoot();
    if (start == null) {
      prepend(target);
    } else {
      here = start;
      prepend(start.relativize(target));
    }
  }

  private void prepend(Path way) {
    for (int i = way.getNameCount() - 1; i >= 0; i--) {
      names.push(way.getName(i));
    }
  }

  private static @Nullable PosixFileAttributeView view(Path path) {
    return Files.getFileAttributeView(
        path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    PosixFileAttributeView view = view(path);
    if (view == null) {
      throw new FileSystemException(
          path.toString(), null, "its file system has no POSIX attributes, but that above it has");
    }
    return view.readAttributes();
  }

  private void requireOwner(Path path, PosixFileAttributes attributes) throws IOException {
    UserPrincipal owner = attributes.owner();
    if (!owner.equals(user) && !owner.equals(root)) {
      throw refusal(path, "belongs to " + owner.getName() + ", not to " + owners("or"));
    }
  }

  /** Returns the users who may change the path, as words of a sentence. */
  private String owners(String conjunction) {
    return user.equals(root) ? "root" : user.getName() + " " + conjunction + " root";
  }

  /**
   * Returns a description of the other users who can write to a file with these permissions; empty
   * if no other user can.
   */
  private static String writers(Set<PosixFilePermission> permissions) {
    if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      return "can be written by all users";
    }
    return permissions.contains(PosixFilePermission.GROUP_WRITE)
        ? "can be written by its group"
        : "";
  }

  /** Returns whether a folder has the sticky bit. Returns false if that cannot be determined. */
  private static boolean isSticky(Path folder) throws IOException {
    try {
      Object mode = Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return mode instanceof Integer bits && (bits & STICKY) != 0;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      // The file systems of the JDK have this view; a folder in another file system counts as not
      // sticky.
      return false;
    }
  }

  private IOException refusal(Path path, String problem) {
    return new IOException(
        path
            + " "
            + problem
            + "; "
            + (path.equals(asked.toAbsolutePath()) ? "it" : asked.toString())
            + " "
            + consequence
            + " unless only "
            + owners("and")
            + " can change it, the folders above it and the targets of its links (chmod go-w), or "
            + remedy);
  }
}
