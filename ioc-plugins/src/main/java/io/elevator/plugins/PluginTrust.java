package io.elevator.plugins;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rule that decides which jars may be loaded. A jar may be loaded if only this user and root
 * can change it, or if it is in a folder that is trusted explicitly. If digests are given, it must
 * also have one of them. A jar counts as changeable by others if another user owns, or the group or
 * all users can write to, the jar, a folder above it, or a symbolic link on the way to it. As an
 * exception, folders with the sticky bit, such as {@code /tmp}, may be above the plugin folder. On
 * file systems without POSIX attributes, owners and permissions are not checked. Immutable.
 *
 * @param anyFolder whether all folders are trusted, regardless of their owners and permissions
 * @param folders folders that are trusted with all their content, including links that lead out of
 *     them
 * @param digests SHA-256 of the jars that may be loaded, in hexadecimal; null for all
 */
public record PluginTrust(boolean anyFolder, Set<Path> folders, @Nullable Set<String> digests) {
  /** Checks owners and permissions of folders, and requires no digests. */
  public static final PluginTrust DEFAULT = new PluginTrust(false, Set.of(), null);

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /**
   * Creates a rule with copies of the sets.
   *
   * @throws IllegalArgumentException if a digest is not a SHA-256 digest in hexadecimal
   */
  public PluginTrust {
    folders =
        folders.stream()
            .map(folder -> folder.toAbsolutePath().normalize())
            .collect(Collectors.toUnmodifiableSet());
    if (digests != null) {
      digests =
          digests.stream()
              .map(digest -> digest.toLowerCase(Locale.ROOT))
              .collect(Collectors.toUnmodifiableSet());
      for (String digest : digests) {
        if (!DIGEST.matcher(digest).matches()) {
          throw new IllegalArgumentException(
              "'" + digest + "' is no SHA-256 digest; expected 64 hexadecimal digits");
        }
      }
    }
  }

  /** Returns a copy that trusts all folders. */
  public PluginTrust withAnyFolder() {
    return new PluginTrust(true, folders, digests);
  }

  /** Returns a copy that also trusts {@code folder} with everything in it. */
  public PluginTrust withFolder(Path folder) {
    return new PluginTrust(
        anyFolder,
        Stream.concat(folders.stream(), Stream.of(folder)).collect(Collectors.toSet()),
        digests);
  }

  /** Returns a copy that allows only jars whose digest is in {@code pinned}. */
  public PluginTrust withDigests(Set<String> pinned) {
    return new PluginTrust(anyFolder, folders, pinned);
  }

  /**
   * Returns whether a path is trusted without a check. It is if all folders are trusted, or if the
   * path is in a folder that is trusted explicitly.
   */
  boolean isTrustedUnseen(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return anyFolder || folders.stream().anyMatch(absolute::startsWith);
  }

  /**
   * Requires that only {@code user} and root can change a file or folder. Returns the path with
   * which it must be opened: a path that only these two users can redirect.
   *
   * @throws IOException if other users can change it, or it cannot be examined; the message names
   *     it
   */
  Path requireTrusted(Path path, UserPrincipal user) throws IOException {
    return isTrustedUnseen(path) ? path.toRealPath() : TrustedPath.check(path, user);
  }

  /**
   * If digests are given, requires that the digest of a jar is among them.
   *
   * @throws IOException if it is not; the message contains the digest
   */
  void requirePinned(Path jar, String digest) throws IOException {
    if (digests != null && !digests.contains(digest)) {
      throw new IOException(
          jar.getFileName()
              + " has the SHA-256 digest "
              + digest
              + ", which is not among those"
              + " that may be loaded");
    }
  }

  /** Returns the SHA-256 digest of a file in hexadecimal. */
  static String digest(Path file) throws IOException {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    try (InputStream in = Files.newInputStream(file);
        var out = new DigestOutputStream(java.io.OutputStream.nullOutputStream(), sha)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(sha.digest());
  }
}
