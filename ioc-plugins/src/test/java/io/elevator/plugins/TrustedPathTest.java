package io.elevator.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.elevator.core.registry.PluginRegistry;
import io.elevator.testing.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that jars and folders are trusted only if no user but this one and root can change them.
 */
class TrustedPathTest {
  private static final int STICKY_FOR_ALL = 01777;

  @TempDir Path temporary;

  private Path work;
  private UserPrincipal user;

  @BeforeEach
  void findUser() throws IOException {
    work = temporary.toRealPath();
    user = Files.getOwner(work);
  }

  private Path folder(String name, String mode) throws IOException {
    Path folder = Files.createDirectories(work.resolve(name));
    mode(folder, mode);
    return folder;
  }

  private Path file(String name, String mode) throws IOException {
    Path file = Files.writeString(work.resolve(name), name);
    mode(file, mode);
    return file;
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private void requireTrusted(Path path, Path real) throws IOException {
    assertThat(TrustedPath.check(path, user)).isEqualTo(real);
  }

  private void requireRefused(Path path, Path because, String problem) {
    assertThatIOException()
        .isThrownBy(() -> TrustedPath.check(path, user))
        .withMessageStartingWith(because + " " + problem);
  }

  @Test
  void jarsAndFoldersThatOnlyThisUserCanChangeAreTrusted() throws IOException {
    Path folder = folder("plugins", "rwxr-xr-x");
    Path jar = file("plugins/a.jar", "rw-r--r--");
    requireTrusted(folder, folder);
    requireTrusted(jar, jar);
    requireTrusted(folder.resolve("../plugins/./a.jar"), jar);
  }

  @Test
  void jarsAndFoldersThatOthersCanWriteToAreRefused() throws IOException {
    Path folder = folder("plugins", "rwxr-xr-x");
    Path jar = file("plugins/a.jar", "rw-rw-r--");
    requireRefused(jar, jar, "can be written by its group");
    mode(jar, "rw-r--rw-");
    requireRefused(jar, jar, "can be written by all users");
    mode(jar, "rw-r--r--");
    mode(folder, "rwxrwx---");
    requireRefused(jar, folder, "can be written by its group");
    requireRefused(folder, folder, "can be written by its group");
  }

  @Test
  void foldersBelowAFolderThatOthersCanWriteToAreRefused() throws IOException {
    Path shared = folder("shared", "rwxrwxrwx");
    Path plugins = folder("shared/own/plugins", "rwxr-xr-x");
    Path jar = file("shared/own/plugins/a.jar", "rw-r--r--");
    requireRefused(plugins, shared, "can be written by all users");
    requireRefused(jar, shared, "can be written by all users");
    mode(shared, "rwxrwxr-x");
    requireRefused(jar, shared, "can be written by its group");
  }

  @Test
  void stickyFolderMayBeOnTheWayButMustNotContainPlugins() throws IOException {
    Path shared = folder("shared", "rwxr-xr-x");
    Path plugins = folder("shared/plugins", "rwxr-xr-x");
    Path jar = file("shared/plugins/a.jar", "rw-r--r--");
    Path direct = file("shared/b.jar", "rw-r--r--");
    Files.setAttribute(shared, "unix:mode", STICKY_FOR_ALL);
    requireTrusted(plugins, plugins);
    requireTrusted(jar, jar);
    requireRefused(shared, shared, "can be written by all users");
    requireRefused(direct, shared, "can be written by all users");
  }

  @Test
  void linksAreFollowedAndEverythingOnTheirWayIsChecked() throws IOException {
    Path plugins = folder("plugins", "rwxr-xr-x");
    Path store = folder("store", "rwxr-xr-x");
    Path target = file("store/a-1.jar", "rw-r--r--");
    Path absolute = Files.createSymbolicLink(plugins.resolve("a.jar"), target);
    Path relative = Files.createSymbolicLink(plugins.resolve("b.jar"), Path.of("../store/a-1.jar"));
    Path linked = Files.createSymbolicLink(work.resolve("linked"), plugins);
    requireTrusted(absolute, target);
    requireTrusted(relative, target);
    requireTrusted(linked.resolve("b.jar"), target);
    requireTrusted(linked, plugins);

    mode(target, "rw-rw-r--");
    requireRefused(linked.resolve("a.jar"), target, "can be written by its group");
    mode(target, "rw-r--r--");
    mode(store, "rwxrwxrwx");
    requireRefused(absolute, store, "can be written by all users");
    requireRefused(relative, store, "can be written by all users");
    mode(store, "rwxr-xr-x");
    mode(plugins, "rwxrwxrwx");
    requireRefused(linked, plugins, "can be written by all users");
  }

  @Test
  void linkInAStickyFolderMayLeadOnButNotToAJarInIt() throws IOException {
    Path shared = folder("shared", "rwxr-xr-x");
    Path plugins = folder("plugins", "rwxr-xr-x");
    Path link = Files.createSymbolicLink(shared.resolve("link"), plugins);
    Path jar = file("shared/a.jar", "rw-r--r--");
    Path back = Files.createSymbolicLink(plugins.resolve("a.jar"), jar);
    Files.setAttribute(shared, "unix:mode", STICKY_FOR_ALL);
    requireTrusted(link, plugins);
    requireRefused(back, shared, "can be written by all users");
  }

  @Test
  void loopOfLinksIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(work.resolve("a"), work.resolve("b"));
    Files.createSymbolicLink(work.resolve("b"), link);
    assertThatIOException()
        .isThrownBy(() -> TrustedPath.check(link, user))
        .withMessageContaining(link.toString());
  }

  @Test
  void messageNamesAPathThatDoesNotExist() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> TrustedPath.check(work.resolve("no/a.jar"), user))
        .isInstanceOf(NoSuchFileException.class)
        .withMessageContaining(work.resolve("no").toString());
    Path file = file("a.jar", "rw-r--r--");
    assertThatIOException()
        .isThrownBy(() -> TrustedPath.check(file.resolve("b.jar"), user))
        .isInstanceOf(NotDirectoryException.class);
  }

  /**
   * Another user owns the files. If the test may not change owners, it passes another user to the
   * check instead.
   */
  @Test
  void foldersJarsAndLinksOfAnotherUserAreRefused() throws IOException {
    UserPrincipal other =
        work.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("1");
    Path plugins = folder("plugins", "rwxr-xr-x");
    Path jar = file("plugins/a.jar", "rw-r--r--");
    Path link = Files.createSymbolicLink(plugins.resolve("b.jar"), jar);
    if (!user.equals(
        work.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("0"))) {
      user = other;
      assertThatIOException()
          .isThrownBy(() -> TrustedPath.check(jar, user))
          .withMessageContaining("belongs to");
      return;
    }
    Files.setAttribute(link, "posix:owner", other, LinkOption.NOFOLLOW_LINKS);
    requireTrusted(jar, jar);
    requireRefused(
        link, link, "belongs to " + Files.getOwner(link, LinkOption.NOFOLLOW_LINKS).getName());
    Files.setOwner(jar, other);
    requireRefused(
        jar, jar, "belongs to " + Files.getOwner(link, LinkOption.NOFOLLOW_LINKS).getName());
    Files.setOwner(plugins, other);
    requireRefused(
        jar, plugins, "belongs to " + Files.getOwner(link, LinkOption.NOFOLLOW_LINKS).getName());
  }

  /**
   * Two folders, one of them with foreign code, are exchanged continuously in a folder that all
   * users can write to. No load may succeed, whichever folder the check finds.
   */
  @Test
  @Timeout(60)
  void foldersThatAreExchangedContinuouslyAreNeverLoaded() throws Exception {
    Path ran = work.resolve("ran");
    Path shared = folder("shared", "rwxr-xr-x");
    Path good = folder("shared/plugins", "rwxr-xr-x");
    Path bad = folder("shared/bad", "rwxr-xr-x");
    new PluginJar("good", "good").write(work, good.resolve("a.jar"));
    new PluginJar("bad", "bad")
        .constructor("new java.io.File(\"" + ran + "\").mkdir();")
        .write(work, bad.resolve("a.jar"));
    mode(bad.resolve("a.jar"), "rw-rw-rw-");
    mode(shared, "rwxrwxrwx");
    var ended = new AtomicBoolean();
    Thread swapper =
        Thread.ofPlatform()
            .start(() -> {
              Path aside = shared.resolve("aside");
              try {
                while (!ended.get()) {
                  Files.move(good, aside, StandardCopyOption.ATOMIC_MOVE);
                  Files.move(bad, good, StandardCopyOption.ATOMIC_MOVE);
                  Files.move(good, bad, StandardCopyOption.ATOMIC_MOVE);
                  Files.move(aside, good, StandardCopyOption.ATOMIC_MOVE);
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    try (var discovery = new PluginDiscovery(new PluginRegistry())) {
      for (int i = 0; i < 300; i++) {
        assertThatIOException().isThrownBy(() -> discovery.load(good.resolve("a.jar")));
        assertThatIOException().isThrownBy(() -> discovery.load(good));
      }
    } finally {
      ended.set(true);
      swapper.join();
    }
    assertThat(ran).doesNotExist();
  }
}
